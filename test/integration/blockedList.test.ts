import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { erases } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import {
  admits,
  blocks,
  changes,
  isDelivered,
  itemsOfBlocks,
  listsBlocked,
  listsWith,
  opensGroup,
  readsUnread,
  says,
  saysInto,
  unblocks,
} from '../steps/safety.ts'
import { allItems } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls, nextPageOf } from '../steps/when.ts'
import { meter } from '../steps/wire.ts'

given.anEngine()

describe('a conversation with somebody who is blocked', () => {
  test('is in the blocked list, not unread, and returns to the list where it was', async () => {
    const { me, other, uuid } = await given.aGroup()
    for (const state of ['inbox', 'archived']) {
      await changes(other, uuid, { is_archived: state === 'archived' })
      await blocks(other, me)
      expect(await listsWith(other, uuid)).toEqual(['blocked'])
      expect(await opensGroup(other, uuid)).toMatchObject({ state: 'blocked', unread_count: 0 })
      expect((await readsUnread(other)).conversations).toBe(0)
      expect(await listsWith(me, uuid)).toEqual(['inbox'])
      await unblocks(other, me)
      expect(await listsWith(other, uuid)).toEqual([state])
      expect(await opensGroup(other, uuid)).toMatchObject({ state, unread_count: 1 })
    }
  })

  test('stays in the blocked list while its member archives it or a late record arrives', async () => {
    const { me, other, uuid } = await given.aGroupAtRest()
    await saysInto(me, 'loud, and its record is late', uuid)
    await changes(other, uuid, { is_archived: true })
    await blocks(other, me)
    await isDelivered(uuid, 1)
    expect(await listsWith(other, uuid)).toEqual(['blocked'])
    expect((await changes(other, uuid, { is_archived: false })).body).toMatchObject({ state: 'blocked' })
    await unblocks(other, me)
    expect(await opensGroup(other, uuid)).toMatchObject({
      state: 'inbox',
      message: 'loud, and its record is late',
    })
  })

  test('that was a request or declined is that again after the block', async () => {
    const [stranger, me] = await Promise.all([given.aUser(), given.aUser()])
    await admits(me, 'requests')
    const uuid = String((await says(stranger, 'Hi', me)).body.message_group_uuid)
    for (const list of [['request'], []]) {
      await blocks(me, stranger)
      expect(await listsWith(me, uuid)).toEqual(['blocked'])
      await unblocks(me, stranger)
      expect(await listsWith(me, uuid)).toEqual(list)
      await changes(me, uuid, { request: 'declined' })
    }
  })
})

describe('the list of blocked people', () => {
  test('has pages, current names, and keeps those who have been erased', async () => {
    const me = await given.aUser()
    const people = await Promise.all([1, 2, 3, 4, 5].map(() => given.aUser()))
    for (const person of people) await blocks(me, person)
    const found: string[] = []
    for (let target: string | undefined = '/api/blocks?limit=2'; target; ) {
      const page: Awaited<ReturnType<typeof calls>> = await calls('GET', target, { as: me })
      found.push(...page.body.map(({ uuid }: { uuid: string }) => uuid))
      target = nextPageOf(page)
    }
    expect(found).toEqual(people.map(({ uuid }) => uuid).sort())
    then.isRefused(await calls('GET', '/api/blocks?cursor=x', { as: me }), 400, 'cursor_invalid')
    then.isRefused(await calls('GET', '/api/blocks?limit=101', { as: me }), 400, 'limit_invalid')
    const { commands } = await meter(() => listsBlocked(me))
    expect(commands).toEqual(['Query', 'BatchGetItem'])
    const [gone] = people as [(typeof people)[0]]
    await erases(gone)
    const erased = { uuid: gone.uuid, handle: '[deleted]', display_name: 'Deleted user' }
    expect(await listsBlocked(me)).toContainEqual(erased)
    then.isAnswered(await unblocks(me, gone), {})
    expect(await listsBlocked(me)).toHaveLength(4)
  })

  test('refuses oneself and nobody', async () => {
    const me = await given.aUser()
    then.isRefused(await blocks(me, me), 422, 'user_uuid_invalid')
    for (const uuid of [randomUUID(), 'x', 'me'])
      then.isRefused(await blocks(me, { uuid }), 404, 'user_not_found')
    then.isAnswered(await unblocks(me, { uuid: randomUUID() }), {})
    expect(await itemsOfBlocks(me.uuid)).toEqual([])
  })
})

describe('the erasure', () => {
  test.each([
    ['of the blocker', 'with', 'me'],
    ['of the blocker', 'without', 'me'],
    ['of the blocked person', 'with', 'other'],
    ['of the blocked person', 'without', 'other'],
  ] as const)('%s leaves nothing of their blocks, %s a conversation', async (_, has, who) => {
    const group = { me: await given.aUser(), other: await given.aUser() }
    if (has === 'with') await says(group.me, 'Hi', group.other)
    await blocks(group.me, group.other)
    await erases(group[who])
    const left = await itemsOfBlocks(group.me.uuid, group.other.uuid)
    // The blocker can still take back a block of somebody who is gone.
    if (who === 'other') await unblocks(group.me, group.other)
    else expect(left).toEqual([])
    expect(await itemsOfBlocks(group.me.uuid, group.other.uuid)).toEqual([])
    expect((await allItems()).filter(({ pk }) => pk === `GRP#${group[who].uuid}`)).toEqual([])
  })
})
