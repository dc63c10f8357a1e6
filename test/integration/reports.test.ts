import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import type { Message } from '../../src/domain/message.ts'
import { putMessage } from '../../src/repository/messages.ts'
import { putIfAbsent } from '../../src/repository/writes.ts'
import { aConversation } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { aGroupToReport, reports, storedOf } from '../steps/reported.ts'
import { admits, blocks, changes, opensGroup, says, saysInto } from '../steps/safety.ts'
import { itemsIn } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { meter } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

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
      sk: `${messageUuid}#${reader.uuid}#${uuid}`,
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

  test('does not prevent one of a message with the same uuid in another conversation', async () => {
    const [one, two, reader] = await Promise.all([given.aUser(), given.aUser(), given.aUser()])
    const key = uuidv7()
    for (const [as, message] of [
      [one, 'harmless'],
      [two, 'harmful'],
    ] as const) {
      const body = { message, handle: reader.handle }
      const sent = await calls('POST', '/api/messages', { as, body, headers: { 'idempotency-key': key } })
      const reported = await reports(reader, sent.body.message_group_uuid, key)
      expect(reported.body.message_group_uuid).toBe(sent.body.message_group_uuid)
    }
    const kept = await itemsIn('RPT', key, `${key}~`)
    expect(kept.map((report) => (report.messages as { message: string }[])[0]?.message).sort()).toEqual([
      'harmful',
      'harmless',
    ])
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
    const before = await opensGroup(sender, uuid)
    await reports(reader, uuid, messageUuid)
    expect(await opensGroup(sender, uuid)).toEqual(before)
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

describe('a message can be reported', () => {
  test('in a request, which stays one, and in a declined one', async () => {
    const [sender, reader] = await Promise.all([given.aUser(), given.aUser()])
    await admits(reader, 'requests')
    const { body: sent } = await says(sender, 'Buy my coins', reader)
    const uuid = sent.message_group_uuid
    expect((await reports(reader, uuid, sent.uuid)).status).toBe(200)
    expect((await opensGroup(reader, uuid)).state).toBe('request')
    const { body: second } = await says(sender, 'Buy my coins', reader)
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
    const { body } = await saysInto(reader, 'No.', uuid)
    await blocks(reader, sender)
    expect((await reports(reader, uuid, messageUuid)).status).toBe(200)
    expect((await reports(sender, uuid, body.uuid)).status).toBe(200)
  })
})
