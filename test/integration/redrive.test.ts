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
const aGroupBehind = async () => {
  const { me, other, uuid } = await given.aGroupAtRest()
  for (const message of ['Are you there?', 'Still there?']) {
    await calls('POST', '/api/messages', { as: me, body: { message, message_group_uuid: uuid } })
  }
  const records = await newIn([uuid], 2)
  return { other, uuid, records, lastPlace: records[1]?.dynamodb?.Keys?.sk?.S }
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
  test('updates inboxes from the dead letters, and removes them from the file', async () => {
    const { other, uuid, records, lastPlace } = await aGroupBehind()
    const file = aFileOf(records)
    const { code, stdout } = await runs('ddb:redrive', '--file', file)
    expect([code, JSON.parse(stdout)]).toEqual([0, { redriven: 2, failed: 0, gone: 0 }])
    expect((await getMembership(other.uuid, uuid))?.lastPlace).toBe(lastPlace)
    expect(readFileSync(file, 'utf8')).toBe('')
  })

  test('keeps dead letters that fail again, and suggests ddb:rebuild-inbox', async () => {
    const { records } = await aGroupBehind()
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

  test('without a source is an error', async () => {
    const { code, stderr } = await runs('ddb:redrive')
    expect([code, stderr]).toEqual([1, expect.stringContaining('Missing option: --stage <stage>, or --file')])
  })

  test('reads exactly the range of the stream that a dead letter of AWS names', async () => {
    await given.aGroup()
    const { records } = await aGroupBehind()
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
    expect(found).toEqual(found.toSorted((a, b) => (a < b ? -1 : 1)))
  })
})
