import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import type { Message } from '../../src/domain/message.ts'
import { eraseUser, findErasable } from '../../src/repository/admin/erasure.ts'
import { putMessage } from '../../src/repository/messages.ts'
import { putIfAbsent } from '../../src/repository/writes.ts'
import { at } from '../steps/clock.ts'
import { aConversation } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { reports, storedOf } from '../steps/reported.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { meter } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

type Somebody = Awaited<ReturnType<typeof given.aUser>>

/** A group in which the first user is the sender of the only message. */
const aGroupToReport = async () => {
  const { me: sender, other: reader, uuid, messageUuid } = await given.aGroup('Buy my coins')
  return { sender, reader, uuid, messageUuid }
}

const erases = async ({ uuid }: { uuid: string }, wait = async () => {}) => {
  const user = await findErasable(uuid)
  if (!user) throw new Error(`there is no user ${uuid}`)
  return eraseUser(user, { wait })
}

const changes = (as: Somebody, uuid: string, body: object) =>
  calls('PATCH', `/api/message_groups/${uuid}/membership`, { as, body })

describe('a report', () => {
  test('is answered with what was reported, and stored with names, reason, note and time to live', async () => {
    const { sender, reader, uuid, messageUuid } = await aGroupToReport()
    const before = Date.now()
    const answer = await reports(reader, uuid, messageUuid.toUpperCase(), { reason: 'abuse', note: 'Rude.' })
    const { created_at } = answer.body
    then.isAnswered(answer, {
      message_group_uuid: uuid,
      message_uuid: messageUuid,
      reason: 'abuse',
      created_at,
    })
    const stored = await storedOf(messageUuid)
    expect(stored).toEqual({
      pk: 'RPT',
      sk: `${messageUuid}#${reader.uuid}`,
      group_uuid: uuid,
      reporter_handle: reader.handle,
      reporter_display_name: reader.displayName,
      reason: 'abuse',
      note: 'Rude.',
      created_at,
      messages: [
        {
          message_uuid: messageUuid,
          place: expect.stringContaining(messageUuid),
          message: 'Buy my coins',
          user_uuid: sender.uuid,
          user_display_name: sender.displayName,
          user_handle: sender.handle,
        },
      ],
      expires_at: expect.any(Number),
    })
    const days = (Number(stored?.expires_at) * 1000 - before) / (24 * 60 * 60_000)
    expect(Math.round(days)).toBe(180)
  })

  test.each([
    ['at the beginning', 0, [0, 5]],
    ['near the beginning', 2, [0, 7]],
    ['in the middle', 8, [3, 13]],
    ['at the end', 15, [10, 15]],
  ])('of a message %s keeps up to five messages before it and after it', async (_, index, [from, to]) => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    const start = Date.now() - 3_600_000
    const { groupUuid, messages } = await aConversation(
      me,
      other,
      Array.from({ length: 16 }, (_, minute) => ({
        at: new Date(start + minute * 60_000).toISOString(),
        text: `message ${minute}`,
        by: other,
      })),
    )
    const { uuid = '' } = messages[index] ?? {}
    expect((await reports(me, groupUuid, uuid)).status).toBe(200)
    const kept = (await storedOf(uuid))?.messages as { message: string }[]
    expect(kept.map(({ message }) => message)).toEqual(
      messages.slice(from, Number(to) + 1).map(({ text }) => text),
    )
  })

  test('of a message that a pointer leads to keeps that message, and no pointers around it', async () => {
    const { sender, reader, uuid } = await aGroupToReport()
    const key = uuidv7({ msecs: Date.now() - 60_000 })
    const body = { message: 'late', message_group_uuid: uuid }
    await calls('POST', '/api/messages', { as: sender, body, headers: { 'idempotency-key': key } })
    expect((await reports(reader, uuid, key)).status).toBe(200)
    const kept = (await storedOf(key))?.messages as { message: string }[]
    expect(kept.map(({ message }) => message)).toEqual(['Buy my coins', 'late'])
  })

  test('of a message of the original layout, which has neither a v7 uuid nor members, is accepted', async () => {
    const { sender, reader, uuid } = await aGroupToReport()
    const old: Message = {
      uuid: randomUUID(),
      groupUuid: uuid,
      place: '2023-02-03T14:15:16.123456+00:00',
      text: 'old',
      sender: { ...sender, uuid: randomUUID() }, // was never imported
      memberUuids: [],
    }
    await putMessage(old)
    expect((await reports(reader, uuid, old.uuid)).status).toBe(200)
  })

  test('that is repeated or raced returns the first one and changes nothing', async () => {
    const { reader, uuid, messageUuid } = await aGroupToReport()
    const raced = await Promise.all(
      ['spam', 'abuse', 'other'].map((reason) => reports(reader, uuid, messageUuid, { reason })),
    )
    const stored = await storedOf(messageUuid)
    const again = await reports(reader, uuid, messageUuid, { reason: 'other', note: 'and again' })
    for (const answer of [...raced, again])
      expect([answer.status, answer.body]).toEqual([
        200,
        expect.objectContaining({ reason: stored?.reason, created_at: stored?.created_at }),
      ])
    expect(await storedOf(messageUuid)).toEqual(stored)
  })

  test('tells the reported person nothing', async () => {
    const { sender, reader, uuid, messageUuid } = await aGroupToReport()
    const rowOf = async () => (await calls('GET', `/api/message_groups/${uuid}`, { as: sender })).body
    const before = await rowOf()
    await reports(reader, uuid, messageUuid)
    expect(await rowOf()).toEqual(before)
  })

  test('reads and writes a bounded number of items, with any number of pointers around the message', async () => {
    const { reader, uuid, messageUuid } = await aGroupToReport()
    for (let count = 0; count < 30; count += 1) {
      const sk = `${new Date(Date.now() - 60_000 - count).toISOString()}#${randomUUID()}`
      await putIfAbsent({ pk: `MSG#${uuid}`, sk, moved_to: sk })
    }
    const { commands } = await meter(() => reports(reader, uuid, messageUuid))
    expect(commands.length).toBeLessThan(20)
    expect((await storedOf(messageUuid))?.messages).toHaveLength(1)
  })
})

describe('is refused:', () => {
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

describe('also works', () => {
  test('in a request, which stays one, and in a declined one', async () => {
    const [sender, reader] = await Promise.all([given.aUser(), given.aUser()])
    await calls('PATCH', '/api/users/me', { as: reader, body: { strangers: 'requests' } })
    const body = { message: 'Buy my coins', handle: reader.handle }
    const { body: sent } = await calls('POST', '/api/messages', { as: sender, body })
    const uuid = sent.message_group_uuid
    expect((await reports(reader, uuid, sent.uuid)).status).toBe(200)
    expect((await calls('GET', `/api/message_groups/${uuid}`, { as: reader })).body.state).toBe('request')
    const { body: second } = await calls('POST', '/api/messages', { as: sender, body })
    await changes(reader, uuid, { request: 'declined' })
    expect((await reports(reader, uuid, second.uuid)).status).toBe(200)
  })

  test('in an archived conversation', async () => {
    const { reader, uuid, messageUuid } = await aGroupToReport()
    await changes(reader, uuid, { is_archived: true })
    expect((await reports(reader, uuid, messageUuid)).status).toBe(200)
  })

  test('in a blocked conversation, for both', async () => {
    const { sender, reader, uuid, messageUuid } = await aGroupToReport()
    const { body } = await calls('POST', '/api/messages', {
      as: reader,
      body: { message: 'No.', message_group_uuid: uuid },
    })
    await calls('PUT', `/api/blocks/${sender.uuid}`, { as: reader })
    expect((await reports(reader, uuid, messageUuid)).status).toBe(200)
    expect((await reports(sender, uuid, body.uuid)).status).toBe(200)
  })
})
