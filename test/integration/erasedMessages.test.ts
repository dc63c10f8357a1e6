import { describe, expect, test } from '@jest/globals'
import { handler as updateInbox } from '../../src/handlers/updateInbox.ts'
import { readConversation } from '../../src/repository/conversations.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { settleMembership } from '../../src/repository/membershipUpdates.ts'
import { erases, leftOf } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { aKnownUser } from '../steps/knownUser.ts'
import { deletes, edits, linkOf, reacts, readsMessages, replies } from '../steps/messageChanges.ts'
import { isDelivered, opensGroup, saysInto } from '../steps/safety.ts'
import { newIn } from '../steps/stream.ts'
import { allItems, itemsIn, putItems } from '../steps/table.ts'
import { calls } from '../steps/when.ts'

given.anEngine()

type Somebody = Awaited<ReturnType<typeof given.aUser>>

const erasedMessage = {
  user_uuid: '00000000-0000-0000-0000-000000000000',
  handle: '[deleted]',
  display_name: 'Deleted user',
  message: '',
  deleted_at: expect.any(String),
}

/** The known user and a friend who reply to each other, react, edit and delete. */
const aLivelyConversation = async () => {
  const known = await aKnownUser()
  const { me, friend, groupUuid } = known
  const [mine, theirs] = (await readsMessages(friend, groupUuid)).map((message: object) => ({
    ...message,
    message_group_uuid: groupUuid,
  }))
  await edits(me, mine, 'unmistakably edited')
  await reacts(me, mine, '🎉')
  await reacts(friend, mine, '❤️')
  await reacts(me, theirs, '🦩')
  await reacts(friend, theirs, '👍')
  const { body: quoting } = await replies(friend, mine, 'I reply to you')
  const { body: replied } = await replies(me, theirs, 'unmistakably replied')
  const { body: taken } = await saysInto(me, 'unmistakably taken back', groupUuid)
  const { body: deleted } = await deletes(me, { ...taken, message_group_uuid: groupUuid })
  const traces = [
    ...known.traces,
    'unmistakably edited',
    'unmistakably replied',
    'unmistakably taken back',
    '🦩',
    '🎉',
  ]
  return { ...known, mine, theirs, quoting, replied, deleted, traces }
}

const sinceNow = async (as: Somebody, groupUuid: string): Promise<string> =>
  linkOf(await calls('GET', `/api/messages/${groupUuid}`, { as }), 'since') ?? ''

describe('the erasure of somebody who has replied, edited, deleted and reacted', () => {
  test('leaves nothing of them, and what others said as it was', async () => {
    const { me, friend, groupUuid, theirs, deleted, traces } = await aLivelyConversation()
    expect(await erases(me)).toMatchObject({ messages: 4, reactions: 1 })
    const [first, second, quoting, replied, taken] = await readsMessages(friend, groupUuid)
    expect(first).toEqual({
      ...erasedMessage,
      uuid: expect.any(String),
      created_at: expect.any(String),
      revision: 4,
    })
    const { message_group_uuid, ...said } = theirs
    expect(second).toEqual({ ...said, revision: 3, reactions: [{ emoji: '👍', user_uuids: [friend.uuid] }] })
    expect(quoting).toMatchObject({
      message: 'I reply to you',
      reply_to: { ...erasedMessage, uuid: first.uuid },
    })
    expect(replied).toMatchObject(erasedMessage)
    expect(replied).not.toHaveProperty('reply_to')
    expect(taken).toMatchObject({ ...erasedMessage, deleted_at: deleted.deleted_at })
    expect(await leftOf(traces)).toEqual([])
  })

  test('is found by a client that catches up', async () => {
    const { me, friend, mine, theirs, replied, deleted, groupUuid } = await aLivelyConversation()
    const link = await sinceNow(friend, groupUuid)
    await erases(me)
    const { body: caughtUp } = await calls('GET', link, { as: friend })
    const uuids = caughtUp.map(({ uuid }: { uuid: string }) => uuid)
    expect(uuids).toEqual(expect.arrayContaining([mine.uuid, theirs.uuid, replied.uuid, deleted.uuid]))
    const now = await readsMessages(friend, groupUuid)
    for (const message of caughtUp) expect(now).toContainEqual(message)
    const changed = (await itemsIn(`CHG#${groupUuid}`)).map(({ sk }) => String(sk).slice(-36))
    for (const { uuid } of [mine, theirs, replied, deleted]) expect(changed).toContain(uuid)
  })

  test('is not undone by late stream records of their edits and deletions', async () => {
    const { me, friend, groupUuid, traces } = await aLivelyConversation()
    const Records = await newIn([groupUuid], 2)
    await erases(me)
    await updateInbox({ Records })
    expect(await leftOf(traces)).toEqual([])
    expect(await opensGroup(friend, groupUuid)).toMatchObject({
      handle: '[deleted]',
      message: '',
      unread_count: 0,
    })
  })

  test('is not undone by a row that is settled at the same time with what was read before', async () => {
    const { me, other, uuid: groupUuid } = await given.aGroupAtRest()
    await saysInto(me, 'settled and then erased', groupUuid)
    await isDelivered(groupUuid, 1)
    const membership = await getMembership(other.uuid, groupUuid)
    if (!membership) throw new Error('there is a row')
    const { last, unreadCount } = (await readConversation(membership)).conversation
    expect(last.preview).toBe('settled and then erased')
    await erases(me)
    expect(await settleMembership(membership, { settled: { last, unreadCount } })).toBe(false)
    expect(await leftOf(['settled and then erased'])).toEqual([])
  })

  test('can follow that of the other person, and their conversation is then empty of both', async () => {
    const { me, friend, groupUuid, traces } = await aLivelyConversation()
    await erases(me)
    await erases(friend)
    expect(await leftOf([...traces, friend.handle])).toEqual([])
    const items = await itemsIn(`MSG#${groupUuid}`)
    expect(items).toHaveLength(5)
    for (const item of items) {
      expect(item).toMatchObject({ user_handle: '[deleted]', deleted_at: expect.any(String) })
      for (const name of ['message', 'reactions', 'reply_to', 'edit_key'])
        expect(item).not.toHaveProperty(name)
    }
    expect(await allItems()).not.toContainEqual(expect.objectContaining({ sk: groupUuid }))
  })

  test('redacts messages of the original layout, also those to which they reacted', async () => {
    const { me, friend, groupUuid, traces } = await aKnownUser()
    const [mine, theirs] = [
      { by: me, sk: '2023-01-10T14:21:16.000001', message_uuid: 'c0ffee00-0000-4000-8000-000000000001' },
      {
        by: friend,
        sk: '2023-01-10T14:21:17.000001+00:00',
        message_uuid: 'c0ffee00-0000-4000-8000-000000000002',
      },
    ]
    await putItems(
      [mine, theirs].map(({ by, sk, message_uuid }) => ({
        pk: `MSG#${groupUuid}`,
        sk,
        message_uuid,
        message: `from long ago by ${by.handle}`,
        user_uuid: by.uuid,
        user_display_name: by.displayName,
        user_handle: by.handle,
      })),
    )
    const old = { uuid: theirs?.message_uuid ?? '', message_group_uuid: groupUuid }
    expect((await reacts(me, old, '🦩')).status).toBe(200)
    const link = await sinceNow(friend, groupUuid)
    expect(await erases(me)).toMatchObject({ messages: 3, reactions: 1 })
    expect(await leftOf([...traces, '🦩'])).toEqual([])
    const { body: caughtUp } = await calls('GET', link, { as: friend })
    expect(caughtUp.slice(0, 2)).toEqual([
      { ...erasedMessage, uuid: mine?.message_uuid, created_at: '2023-01-10T14:21:16.000Z', revision: 1 },
      expect.objectContaining({ message: `from long ago by ${friend.handle}`, revision: 2 }),
    ])
  })
})
