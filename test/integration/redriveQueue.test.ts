import { createHash, randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, test } from '@jest/globals'
import { getMembership } from '../../src/repository/memberships.ts'
import { type Aws, anAccountAt, startAws } from '../steps/aws.ts'
import { theStream } from '../steps/deadLetters.ts'
import * as given from '../steps/given.ts'
import { runsIn } from '../steps/program.ts'
import { saysInto } from '../steps/safety.ts'
import { newIn } from '../steps/stream.ts'

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

  stream = await theStream()
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
  await saysInto(me, 'Are you there?', uuid)
  const { body: newest } = await saysInto(me, 'Still there?', uuid)
  const isShown = async () =>
    expect((await getMembership(other.uuid, uuid))?.lastPlace).toEqual(expect.stringContaining(newest.uuid))
  const [first = '', last = ''] = (await newIn([uuid], 2)).map(({ dynamodb }) => dynamodb?.SequenceNumber)
  // The stream does not have the end of the range of `gone`.
  return { isShown, letter: aLetter(first, last), gone: () => aLetter(first, `${last}000`) }
}

const redrives = async () => {
  const { code, stdout, stderr } = await runsIn({ environment }, 'ddb:redrive', '--stage', 'prod')
  return { code, counts: JSON.parse(stdout), stderr }
}

test('redrive --stage handles the stream records that the queue refers to, and deletes its messages', async () => {
  const groups = [await aGroupBehind(), await aGroupBehind()]
  aws.account.letters.push(...groups.map(({ letter }) => letter))
  expect(await redrives()).toEqual({ code: 0, counts: { redriven: 4, failed: 0, gone: 0 }, stderr: '' })
  for (const { isShown } of groups) await isShown()
  expect(aws.account.letters).toEqual([])
  expect(await redrives()).toMatchObject({ code: 0, counts: { redriven: 0, failed: 0, gone: 0 } })
})

test('redrive --stage keeps and reports messages whose records have left the stream', async () => {
  const { isShown, letter, gone } = await aGroupBehind()
  const kept = [gone(), gone()]
  aws.account.receivesLeft = 12
  aws.account.letters.push(...kept.slice(0, 1), letter, ...kept.slice(1))
  const { code, counts, stderr } = await redrives()
  expect([code, counts]).toEqual([1, { redriven: 2, failed: 0, gone: 2 }])
  expect(stderr).toContain('rebuild-inbox')
  await isShown()
  expect(aws.account.letters.map(({ MessageId }) => MessageId).sort()).toEqual(
    kept.map(({ MessageId }) => MessageId).sort(),
  )
})
