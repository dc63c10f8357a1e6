import { describe, expect, test } from '@jest/globals'
import { messageItem } from '../../src/repository/messages.ts'
import { aConversation, conversationOf } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { deletes, edits } from '../steps/messageChanges.ts'
import { opensGroup, readsList } from '../steps/safety.ts'
import { putManyItems } from '../steps/table.ts'
import { meter } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

const long = 'é'.repeat(600)

/** A conversation with these unread texts. */
const anUnreadConversation = async (texts: string[]) => {
  const [me, other] = await Promise.all([given.aUser(), given.aUser()])
  const began = Date.now() - 10 * 60_000
  const said = texts.map((text, index) => ({ at: new Date(began + index * 1000).toISOString(), text }))
  const { groupUuid, messages } = await aConversation(me, other, said)
  const saids = messages.map(({ uuid }) => ({ uuid, message_group_uuid: groupUuid }))
  const counts = async () => [
    (await readsList(other))[0].unread_count,
    (await opensGroup(other, groupUuid)).unread_count,
  ]
  return { me, saids, counts }
}

const shorts = (count: number) => Array.from({ length: count }, (_, index) => String(index))

describe('the unread count of a list does not rise', () => {
  test('when the text of a message becomes long', async () => {
    const { me, saids, counts } = await anUnreadConversation(shorts(9))
    expect(await counts()).toEqual([9, 9])
    const [said] = saids.slice(6)
    if (said) await edits(me, said, long)
    expect(await counts()).toEqual([9, 9])
  })

  test('when a deletion brings an older and longer message among the first', async () => {
    const { me, saids, counts } = await anUnreadConversation([long, long, ...shorts(7)])
    expect(await counts()).toEqual([9, 9])
    const deleted = saids.slice(-7).toReversed()
    for (const [index, said] of deleted.entries()) {
      await deletes(me, said)
      expect(await counts()).toEqual([8 - index, 8 - index])
    }
  })
})

test('thousands of deleted messages cost a list at most 25 read units', async () => {
  const [me, other] = await Promise.all([given.aUser(), given.aUser()])
  const began = Date.now() - 3600_000
  const said = Array.from({ length: 2000 }, (_, index) => ({
    at: new Date(began + index * 1000).toISOString(),
    text: 'gone',
  }))
  const { items, messages } = conversationOf(me, other, said)
  const deletedAt = new Date().toISOString()
  const deleted = messages.map((message) => messageItem({ ...message, deletedAt }))
  await putManyItems([...items.slice(messages.length), ...deleted])
  const { units } = await meter(() => readsList(other))
  expect(units.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(25)
})
