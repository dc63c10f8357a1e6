import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { describe, expect, test } from '@jest/globals'
import { startStreams } from '../../local/streams.ts'
import { readRange } from '../../src/repository/admin/streamRange.ts'
import { readConversation } from '../../src/repository/conversations.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { settleMembership } from '../../src/repository/membershipUpdates.ts'
import { aFileOf, rangeOf, sequenceNumberOf } from '../steps/deadLetters.ts'
import { leftOf } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { deletes } from '../steps/messageChanges.ts'
import { runs } from '../steps/program.ts'
import { isDelivered, saysInto } from '../steps/safety.ts'
import { newIn, rulesOf } from '../steps/stream.ts'
import { putItems } from '../steps/table.ts'

given.anEngine()

/** A conversation with two messages that the inboxes do not show, since nothing handles the stream here. */
const aGroupBehind = async () => {
  const group = await given.aGroupAtRest()
  await saysInto(group.me, 'Are you there?', group.uuid)
  const { body: newest } = await saysInto(group.me, 'Still there?', group.uuid)
  const shows = async () => (await getMembership(group.other.uuid, group.uuid))?.lastPlace
  const isShown = expect.stringContaining(newest.uuid)
  return { ...group, shows, isShown, records: await newIn([group.uuid], 2) }
}

const redrives = async (file: string) => {
  const { code, stdout, stderr } = await runs('ddb:redrive', '--file', file)
  return { code, counts: JSON.parse(stdout), stderr }
}

describe('redrive', () => {
  test('updates inboxes from the dead letters, and removes them from the file', async () => {
    const { records, shows, isShown } = await aGroupBehind()
    const file = await aFileOf(records)
    expect(await redrives(file)).toMatchObject({ code: 0, counts: { redriven: 2, failed: 0, gone: 0 } })
    expect(await shows()).toEqual(isShown)
    expect(readFileSync(file, 'utf8')).toBe('')
  })

  test('takes the text of a deleted message out of a settled row', async () => {
    const { me, other, uuid } = await given.aGroupAtRest()
    const { body: said } = await saysInto(me, 'settled, then deleted', uuid)
    await isDelivered(uuid, 1)
    const membership = await getMembership(other.uuid, uuid)
    if (!membership) throw new Error('there is a row')
    const { last, unreadCount } = (await readConversation(membership)).conversation
    await settleMembership(membership, { settled: { last, unreadCount } })
    await deletes(me, said)
    expect(await leftOf(['settled, then deleted'])).toHaveLength(1)
    const [deletion] = (await newIn([uuid], 2)).slice(1)
    const file = await aFileOf(deletion ? [deletion] : [])
    expect(await redrives(file)).toMatchObject({ code: 0, counts: { redriven: 1, failed: 0, gone: 0 } })
    expect(await leftOf(['settled, then deleted'])).toEqual([])
  })

  test('keeps dead letters that fail again, and suggests ddb:rebuild-inbox', async () => {
    const { uuid, records } = await aGroupBehind()
    await putItems([{ pk: `MSG#${uuid}`, sk: 'poison' }])
    const [poison] = (await newIn([uuid], 3)).slice(2)
    const file = await aFileOf(poison ? [poison] : [], records)
    const { counts, stderr } = await redrives(file)
    expect(counts).toEqual({ redriven: 2, failed: 1, gone: 0 })
    expect(stderr).toContain('rebuild-inbox')
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1)
  })

  test('finds the records that the local stack has given up, of which its file does not contain the texts', async () => {
    const { records, shows, isShown } = await aGroupBehind()
    const folder = mkdtempSync(join(tmpdir(), 'cruddur-streams-'))
    const { caughtUp, stop } = await startStreams({
      endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
      tableName: process.env.TABLE_NAME ?? '',
      folder,
      consumers: [
        {
          name: 'updateInbox',
          mapping: { ...rulesOf('updateInbox'), bisectBatchOnFunctionError: false, maximumRetryAttempts: 0 },
          invoke: () => Promise.reject(new Error('the table is unavailable')),
        },
      ],
    })
    await caughtUp
    await stop()
    const file = join(folder, 'dead-letters.jsonl')
    const letters = readFileSync(file, 'utf8')
    expect(letters).not.toContain('there?')
    expect(letters).toContain(sequenceNumberOf(records.at(-1)))
    const { counts } = await redrives(file)
    expect(counts.redriven).toBeGreaterThanOrEqual(2)
    expect(await shows()).toEqual(isShown)
  })

  test('without a source is an error', async () => {
    const { code, stderr } = await runs('ddb:redrive')
    expect([code, stderr]).toEqual([1, expect.stringContaining('Missing option: --stage <stage>, or --file')])
  })

  test('reads exactly the range of the stream that a dead letter names', async () => {
    await given.aGroup()
    const { records } = await aGroupBehind()
    await given.aGroup()
    const range = await rangeOf(records)
    const streams = new DynamoDBStreamsClient({ endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '' })
    const found = ((await readRange(streams, range)) ?? []).map((record) => BigInt(sequenceNumberOf(record)))
    const gone = { ...range, endSequenceNumber: `${range.endSequenceNumber}000` }
    expect(await readRange(streams, gone)).toBeUndefined()
    streams.destroy()
    expect([found.at(0), found.at(-1)]).toEqual([
      BigInt(range.startSequenceNumber),
      BigInt(range.endSequenceNumber),
    ])
    expect(found).toEqual(found.toSorted((a, b) => (a < b ? -1 : 1)))
  })
})
