import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { DescribeStreamCommand, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { describe, expect, test } from '@jest/globals'
import type { DynamoDBRecord } from 'aws-lambda'
import { readRange } from '../../src/repository/admin/streamRange.ts'
import { client } from '../../src/repository/client.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import * as given from '../steps/given.ts'
import { runs } from '../steps/program.ts'
import { newIn } from '../steps/stream.ts'
import { calls } from '../steps/when.ts'

given.anEngine()

/** A conversation with two messages that the inboxes do not show, since nothing handles the stream here. */
const aNeglectedGroup = async () => {
  const { me, other, uuid } = await given.aGroupAtRest()
  for (const message of ['Are you there?', 'Still there?']) {
    await calls('POST', '/api/messages', { as: me, body: { message, message_group_uuid: uuid } })
  }
  return { other, uuid, records: await newIn([uuid], 2) }
}

const aFileOf = (...letters: DynamoDBRecord[][]) => {
  const file = join(mkdtempSync(join(tmpdir(), 'cruddur-letters-')), 'dead-letters.jsonl')
  writeFileSync(
    file,
    letters.map((records) => `${JSON.stringify({ consumer: 'updateInbox', records })}\n`).join(''),
  )
  return file
}

describe('redrive', () => {
  test('shows what had been given up on, and forgets the letter', async () => {
    const { other, uuid, records } = await aNeglectedGroup()
    const file = aFileOf(records)
    const { code, stdout } = await runs('ddb:redrive', '--file', file)
    expect([code, JSON.parse(stdout)]).toEqual([0, { redriven: 2, failed: 0, gone: 0 }])
    expect((await getMembership(other.uuid, uuid))?.preview).toBe('Still there?')
    expect(readFileSync(file, 'utf8')).toBe('')
  })

  test('keeps what fails again, and says what else helps', async () => {
    const { records } = await aNeglectedGroup()
    const poison: DynamoDBRecord = {
      eventName: 'INSERT',
      dynamodb: { ...records[0]?.dynamodb, NewImage: {} },
    }
    const file = aFileOf([poison], records)
    const { stdout, stderr } = await runs('ddb:redrive', '--file', file)
    expect(JSON.parse(stdout)).toEqual({ redriven: 2, failed: 1, gone: 0 })
    expect(stderr).toContain('rebuild-inbox')
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1)
  })

  test('from nowhere is a sentence', async () => {
    const { code, stderr } = await runs('ddb:redrive')
    expect([code, stderr]).toEqual([1, expect.stringContaining('Missing option: --stage <stage>, or --file')])
  })

  test('reads from the stream exactly the stretch that a letter of AWS names', async () => {
    await given.aGroup()
    const { records } = await aNeglectedGroup()
    await given.aGroup()
    const endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB ?? ''
    const streams = new DynamoDBStreamsClient({ endpoint })
    const { Table } = await client.send(new DescribeTableCommand({ TableName: process.env.TABLE_NAME }))
    const streamArn = Table?.LatestStreamArn ?? ''
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }))
    const [first, last] = records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '') as [string, string]
    const shardId = StreamDescription?.Shards?.[0]?.ShardId ?? ''
    const range = { streamArn, shardId, startSequenceNumber: first, endSequenceNumber: last }
    const found = ((await readRange(streams, range)) ?? []).map(({ dynamodb }) =>
      BigInt(dynamodb?.SequenceNumber ?? 0),
    )
    const gone = { ...range, endSequenceNumber: `${last}000` }
    expect(await readRange(streams, gone)).toBeUndefined()
    streams.destroy()
    expect([found.at(0), found.at(-1)]).toEqual([BigInt(first), BigInt(last)])
    expect(found).toEqual(found.toSorted((one, other) => (one < other ? -1 : 1)))
  })
})
