import { createHash, randomUUID } from 'node:crypto'
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { DescribeStreamCommand, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { beforeAll, beforeEach, expect, test } from '@jest/globals'
import { client } from '../../src/repository/client.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { type Aws, anAccountAt, startAws } from '../steps/aws.ts'
import * as given from '../steps/given.ts'
import { runsIn } from '../steps/program.ts'
import { newIn } from '../steps/stream.ts'
import { calls } from '../steps/when.ts'

given.anEngine()

let aws: Aws
let environment: Record<string, string> = {}
let stream = { streamArn: '', shardId: '' }

beforeAll(async () => {
  const names = {
    TableName: process.env.TABLE_NAME ?? '',
    UserPoolId: 'us-east-1_Production',
    DeadLettersUrl: '',
  }
  aws = await startAws({ stacks: { 'cruddur-messages-prod': names } })
  Object.assign(names, { DeadLettersUrl: `${aws.url}/queue` })
  environment = anAccountAt(aws)

  const { Table } = await client.send(new DescribeTableCommand({ TableName: process.env.TABLE_NAME }))
  const streams = new DynamoDBStreamsClient({ endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '' })
  const StreamArn = Table?.LatestStreamArn ?? ''
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
  streams.destroy()
  stream = { streamArn: StreamArn, shardId: StreamDescription?.Shards?.[0]?.ShardId ?? '' }
})
beforeEach(() => {
  Object.assign(aws.account, { letters: [], receivesLeft: 100 })
})

/** What Lambda puts into the queue: the position in the stream, without the records. */
const aLetter = (startSequenceNumber: string, endSequenceNumber: string) => {
  const Body = JSON.stringify({ DDBStreamBatchInfo: { ...stream, startSequenceNumber, endSequenceNumber } })
  const MD5OfBody = createHash('md5').update(Body).digest('hex')
  return { MessageId: randomUUID(), ReceiptHandle: randomUUID(), Body, MD5OfBody }
}

/** A conversation with two messages that the inboxes do not show, and their position in the stream. */
const aGroupBehind = async () => {
  const { me, other, uuid } = await given.aGroupAtRest()
  for (const message of ['Are you there?', 'Still there?']) {
    await calls('POST', '/api/messages', { as: me, body: { message, message_group_uuid: uuid } })
  }
  const records = await newIn([uuid], 2)
  const [first = '', last = ''] = records.map(({ dynamodb }) => dynamodb?.SequenceNumber)
  const lastPlace = records[1]?.dynamodb?.Keys?.sk?.S
  // The stream does not have the end of the range of `gone`.
  return { other, uuid, lastPlace, letter: aLetter(first, last), gone: () => aLetter(first, `${last}000`) }
}

const redrives = async () => {
  const { code, stdout, stderr } = await runsIn({ environment }, 'ddb:redrive', '--stage', 'prod')
  return { code, counts: JSON.parse(stdout), stderr }
}

test('redrive --stage handles the stream records that the queue refers to, and deletes its messages', async () => {
  const groups = [await aGroupBehind(), await aGroupBehind()]
  aws.account.letters.push(...groups.map(({ letter }) => letter))
  expect(await redrives()).toEqual({ code: 0, counts: { redriven: 4, failed: 0, gone: 0 }, stderr: '' })
  for (const { other, uuid, lastPlace } of groups)
    expect((await getMembership(other.uuid, uuid))?.lastPlace).toBe(lastPlace)
  expect(aws.account.letters).toEqual([])
  expect(await redrives()).toMatchObject({ code: 0, counts: { redriven: 0, failed: 0, gone: 0 } })
})

test('redrive --stage keeps and reports messages whose records have left the stream', async () => {
  const { other, uuid, lastPlace, letter, gone } = await aGroupBehind()
  const kept = [gone(), gone()]
  aws.account.receivesLeft = 12
  aws.account.letters.push(...kept.slice(0, 1), letter, ...kept.slice(1))
  const { code, counts, stderr } = await redrives()
  expect([code, counts]).toEqual([1, { redriven: 2, failed: 0, gone: 2 }])
  expect(stderr).toContain('rebuild-inbox')
  expect((await getMembership(other.uuid, uuid))?.lastPlace).toBe(lastPlace)
  expect(aws.account.letters.map(({ MessageId }) => MessageId).sort()).toEqual(
    kept.map(({ MessageId }) => MessageId).sort(),
  )
})
