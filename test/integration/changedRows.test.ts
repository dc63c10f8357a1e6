import { describe, expect, test } from '@jest/globals'
import { aConversation } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { aGroupWithMessage, deletes, edits, readsMessages } from '../steps/messageChanges.ts'
import { isDelivered, marksRead, opensGroup, readsList, saysInto } from '../steps/safety.ts'
import { itemsWith } from '../steps/table.ts'
import { calls } from '../steps/when.ts'

given.anEngine()

const hours = 60 * 60_000

const withoutSeen = ({ seen, ...row }: Record<string, unknown>) => row

describe('the row of a conversation', () => {
  test('shows the last message as it is now, and is in the same place', async () => {
    const { me, other, said } = await aGroupWithMessage('one')
    const shown = async () => {
      const [{ message, last_message, created_at, unread_count }] = await readsList(other)
      return { message, last_message, created_at, unread_count }
    }
    const before = await shown()
    const { body: edited } = await edits(me, said, 'two')
    const { revision } = edited
    expect(await shown()).toEqual({
      ...before,
      message: 'two',
      last_message: { ...before.last_message, revision },
    })
    const { body: deleted } = await deletes(me, said)
    expect(await shown()).toEqual({
      message: '',
      last_message: { ...before.last_message, revision: 2, deleted_at: deleted.deleted_at },
      created_at: before.created_at,
      unread_count: before.unread_count - 1,
    })
  })

  test('that is settled is settled anew, and nothing of a deleted text remains', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    const threeDaysAgo = new Date(Date.now() - 3 * 24 * hours).toISOString()
    const { groupUuid: uuid, messages } = await aConversation(me, other, [
      { at: threeDaysAgo, text: 'An 8xyzzy8' },
    ])
    const said = { uuid: messages[0]?.uuid ?? '', message_group_uuid: uuid }
    for (const as of [me, other]) await readsList(as) // settles
    expect(await itemsWith('8xyzzy8')).toHaveLength(3)
    const before = await opensGroup(other, uuid)
    await deletes(me, said)
    await isDelivered(uuid, 2)
    expect(await itemsWith('8xyzzy8')).toEqual([])
    const after = await opensGroup(other, uuid)
    expect(after).toMatchObject({
      message: '',
      unread_count: 0,
      last_message: { deleted_at: expect.any(String) },
    })
    expect(after.revision).toBeGreaterThan(before.revision)
    for (const _ of ['settles', 'is settled']) expect(await readsList(other)).toEqual([withoutSeen(after)])
  })

  test('does not count deleted messages, and never more after a change', async () => {
    const { me, other, uuid } = await given.aGroup('zero')
    const said = []
    for (const text of ['one', 'two', 'three']) said.push((await saysInto(me, text, uuid)).body)
    const { body: own } = await saysInto(other, 'own', uuid)
    for (const text of ['four', 'five']) said.push((await saysInto(me, text, uuid)).body)
    const counts = async () => [
      (await readsList(other))[0].unread_count,
      (await opensGroup(other, uuid)).unread_count,
      (await calls('GET', '/api/unread', { as: other })).body.conversations,
    ]
    expect(await counts()).toEqual([2, 2, 1])
    await deletes(other, own)
    await edits(me, said[1], 'changed')
    expect(await counts()).toEqual([2, 2, 1])
    await deletes(me, said[4])
    expect(await counts()).toEqual([1, 1, 1])
    await deletes(me, said[3])
    expect(await counts()).toEqual([0, 0, 0])
    await marksRead(other, uuid, said[4].uuid)
    expect(await counts()).toEqual([0, 0, 0])
  })

  test('is not unread if all messages after the last read one are deleted', async () => {
    const { me, other, uuid, messageUuid } = await given.aGroup()
    await marksRead(other, uuid, messageUuid)
    for (const text of ['one', 'two', 'three']) await deletes(me, (await saysInto(me, text, uuid)).body)
    expect((await calls('GET', '/api/unread', { as: other })).body.conversations).toBe(0)
  })

  test('is not unread if all its messages are deleted', async () => {
    const { me, other, uuid, said } = await aGroupWithMessage()
    const unread = async () => (await calls('GET', '/api/unread', { as: other })).body.conversations
    expect(await unread()).toBe(1)
    for (const one of await readsMessages(me, uuid)) await deletes(me, { ...said, uuid: one.uuid })
    expect(await unread()).toBe(0)
    expect((await readsList(other))[0].unread_count).toBe(0)
  })

  test('counts what is unread behind many deleted messages', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    const now = Date.now()
    const saidAt = (index: number) => new Date(now - 10 * 60_000 + index * 1000).toISOString()
    const { groupUuid, messages } = await aConversation(
      me,
      other,
      Array.from({ length: 43 }, (_, index) => ({ at: saidAt(index), text: String(index) })),
    )
    const said = messages.map(({ uuid }) => ({ uuid, message_group_uuid: groupUuid }))
    await Promise.all(said.slice(3).map((one) => deletes(me, one)))
    expect((await readsList(other))[0].unread_count).toBe(3)
    expect((await opensGroup(other, groupUuid)).unread_count).toBe(3)
  })
})
