import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { at } from '../steps/clock.ts'
import { erases } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { aGroupToReport, reports, storedOf } from '../steps/reported.ts'
import * as then from '../steps/then.ts'

given.anEngine({ hasStream: false })

describe('a report is refused:', () => {
  test.each([
    ['without a reason', { reason: undefined }, 'reason_invalid'],
    ['with an unknown reason', { reason: 'boring' }, 'reason_invalid'],
    ['without a message', { message_uuid: undefined }, 'message_uuid_blank'],
    ['with an empty message', { message_uuid: '' }, 'message_uuid_blank'],
    ['without a conversation', { message_group_uuid: undefined }, 'message_group_uuid_blank'],
    ['with a note that is no text', { note: 5 }, 'note_invalid'],
    ['with a note of 1,001 code points', { note: 'x'.repeat(1001) }, 'note_invalid'],
    ['with a note that is not valid Unicode', { note: '\ud800' }, 'note_invalid'],
  ])('%s: 422', async (_, change, code) => {
    const { reader, uuid, messageUuid } = await aGroupToReport()
    then.isRefused(await reports(reader, uuid, messageUuid, change), 422, code)
    expect(await storedOf(messageUuid)).toBeUndefined()
  })

  test('a note of 1,000 code points is accepted', async () => {
    const { reader, uuid, messageUuid } = await aGroupToReport()
    expect((await reports(reader, uuid, messageUuid, { note: '😀'.repeat(1000) })).status).toBe(200)
  })

  test('by somebody who is not a member, whether the message exists or not: 404 message_group_not_found', async () => {
    const { uuid, messageUuid } = await aGroupToReport()
    const stranger = await given.aUser()
    for (const message of [messageUuid, randomUUID()])
      then.isRefused(await reports(stranger, uuid, message), 404, 'message_group_not_found')
  })

  test.each([
    ['an unknown uuid', () => uuidv7()],
    ['no uuid', () => 'x'.repeat(5000)],
  ])('of %s: 404 message_not_found', async (_, messageUuid) => {
    const { reader, uuid } = await aGroupToReport()
    then.isRefused(await reports(reader, uuid, messageUuid()), 404, 'message_not_found')
  })

  test('of a message of another conversation: 404 message_not_found', async () => {
    const [mine, theirs] = await Promise.all([aGroupToReport(), aGroupToReport()])
    then.isRefused(await reports(mine.reader, mine.uuid, theirs.messageUuid), 404, 'message_not_found')
  })

  test("of one's own message: 422 message_uuid_invalid", async () => {
    const { sender, uuid, messageUuid } = await aGroupToReport()
    then.isRefused(await reports(sender, uuid, messageUuid), 422, 'message_uuid_invalid')
  })

  test('of a message whose sender is erased, also while the erasure begins: 422 message_uuid_invalid', async () => {
    const { sender, reader, uuid, messageUuid } = await aGroupToReport()
    await erases(sender, async () =>
      then.isRefused(await reports(reader, uuid, messageUuid), 422, 'message_uuid_invalid'),
    )
    then.isRefused(await reports(reader, uuid, messageUuid), 422, 'message_uuid_invalid')
    expect(await storedOf(messageUuid)).toBeUndefined()
  })

  test('above the limit: 429 with Retry-After', async () => {
    const { reader, uuid, messageUuid } = await aGroupToReport()
    const hour = 60 * 60_000
    const limit = process.env.REPORTS_PER_HOUR
    process.env.REPORTS_PER_HOUR = '3'
    await at(Math.floor(Date.now() / hour) * hour + 1000, async () => {
      for (let count = 0; count < 3; count += 1)
        expect((await reports(reader, uuid, messageUuid)).status).toBe(200)
      const refused = await reports(reader, uuid, messageUuid)
      then.isRefused(refused, 429, 'too_many_requests')
      expect(refused.headers.get('retry-after')).toBe('3599')
    })
    process.env.REPORTS_PER_HOUR = limit
  })
})
