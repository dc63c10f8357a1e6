import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { at } from '../steps/clock.ts'
import { conversationOf } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import {
  admits,
  blocks,
  changes,
  isDelivered,
  listsWith,
  marksRead,
  opensGroup,
  readsList,
  readsUnread,
  says,
  saysInto,
  unblocks,
} from '../steps/safety.ts'
import { hasReceivedAll, live, opens } from '../steps/sockets.ts'
import { itemsIn, putItems } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls, nextPageOf } from '../steps/when.ts'
import { countRoundTrips, meter } from '../steps/wire.ts'

given.anEngine()
live()

const commandsOf = async (act: () => Promise<unknown>) => (await meter(act)).commands

describe('an archived conversation', () => {
  test('moves to the archive and back, for its member only', async () => {
    const { me, other, uuid } = await given.aGroup()
    const archived = await changes(other, uuid, { is_archived: true })
    expect([archived.status, archived.body]).toMatchObject([
      200,
      { uuid, state: 'archived', unread_count: 1 },
    ])
    expect(await listsWith(other, uuid)).toEqual(['archived'])
    expect(await listsWith(me, uuid)).toEqual(['inbox'])
    expect((await readsUnread(other)).conversations).toBe(0)
    expect((await changes(other, uuid, { is_archived: false })).body.state).toBe('inbox')
    expect(await listsWith(other, uuid)).toEqual(['inbox'])
  })

  test('comes back with the next message of the other person, although that follows shortly after the last one', async () => {
    const { me, other, uuid } = await given.aGroup()
    await changes(other, uuid, { is_archived: true })
    await saysInto(me, 'within the quiet window', uuid)
    expect(await listsWith(other, uuid)).toEqual(['inbox'])
    expect(await commandsOf(() => saysInto(me, 'and another one', uuid))).toEqual(['GetItem', 'PutItem'])
  })

  test('that its member has already brought back is not looked for again', async () => {
    const { me, other, uuid } = await given.aGroup()
    for (const is_archived of [true, false]) await changes(other, uuid, { is_archived })
    await saysInto(me, 'hi', uuid)
    expect(await listsWith(other, uuid)).toEqual(['inbox'])
    expect(await commandsOf(() => saysInto(me, 'hi again', uuid))).toEqual(['GetItem', 'PutItem'])
    await changes(other, uuid, { is_archived: true })
    await saysInto(me, 'and again', uuid)
    expect(await listsWith(other, uuid)).toEqual(['inbox'])
  })

  test('costs the message that brings it back two more round trips, and the next one none', async () => {
    const { me, other, uuid } = await given.aGroup()
    await saysInto(me, 'looks me up', uuid)
    await changes(other, uuid, { is_archived: true })
    const send = () => saysInto(me, 'hi', uuid)
    expect([await countRoundTrips(send), await countRoundTrips(send)]).toEqual([4, 2])
  })

  test.each([
    ['by a server whose clock is behind', { clockMs: -2500, keyMs: -2500 }],
    ['with a key from before the message that it shows', { clockMs: 500, keyMs: -500 }],
  ])('comes back with the next message, also if that is stored %s', async (_, { clockMs, keyMs }) => {
    const { me, other, uuid } = await given.aGroup()
    const shownAt = Date.parse((await opensGroup(other, uuid)).created_at)
    await changes(other, uuid, { is_archived: true })
    const body = { message: 'wait', message_group_uuid: uuid }
    const headers = { 'idempotency-key': uuidv7({ msecs: shownAt + keyMs }) }
    const send = () => at(shownAt + clockMs, () => calls('POST', '/api/messages', { as: me, body, headers }))
    const sent = await send()
    expect(await listsWith(other, uuid)).toEqual(['inbox'])
    then.isAnswered(await send(), sent.body)
    expect(await opensGroup(other, uuid)).toMatchObject({ unread_count: 2 })
  })

  test('comes back when its member writes', async () => {
    const { me, other, uuid } = await given.aGroup()
    await changes(other, uuid, { is_archived: true })
    await changes(me, uuid, { is_archived: true })
    await saysInto(other, 'I am here', uuid)
    for (const as of [me, other]) expect(await listsWith(as, uuid)).toEqual(['inbox'])
  })

  test('stays archived when the record of one of its earlier messages is late or repeated', async () => {
    const { me, other, uuid } = await given.aGroupAtRest()
    await saysInto(me, 'loud', uuid)
    await changes(other, uuid, { is_archived: true })
    for (const _ of ['late', 'again']) {
      await isDelivered(uuid, 1)
      expect(await listsWith(other, uuid)).toEqual(['archived'])
    }
    expect(await opensGroup(other, uuid)).toMatchObject({ message: 'loud', unread_count: 2 })
  })

  test('stays archived when one of its earlier messages is sent again', async () => {
    const { me, other, uuid } = await given.aGroup()
    const headers = { 'idempotency-key': uuidv7() }
    const body = { message: 'once', message_group_uuid: uuid }
    const send = () => calls('POST', '/api/messages', { as: me, body, headers })
    const first = await send()
    await changes(other, uuid, { is_archived: true })
    then.isAnswered(await send(), first.body)
    expect(await listsWith(other, uuid)).toEqual(['archived'])
  })
})

describe('nobody notices by the revision or the order of their list that the other person', () => {
  /** Two people in a conversation, and a later conversation of the first. */
  const aSecondGroup = async () => {
    const { me, other, uuid } = await given.aGroup()
    await says(me, 'Hi', await given.aUser())
    return { me, other, uuid }
  }
  const first = async (as: { token: string }) =>
    (await calls('GET', '/api/message_groups?limit=1', { as })).body[0].uuid

  test('has archived it, and then has not', async () => {
    const { me, other, uuid } = await aSecondGroup()
    const [before, newest] = [await opensGroup(me, uuid), await first(me)]
    await changes(other, uuid, { is_archived: true })
    await saysInto(me, 'Hello?', uuid)
    await saysInto(other, 'Yes?', uuid)
    await changes(other, uuid, { is_archived: true })
    await saysInto(other, 'an answer from the archive', uuid)
    expect(await opensGroup(me, uuid)).toMatchObject({ revision: before.revision, unread_count: 2 })
    expect(await first(me)).toBe(newest)
    expect((await itemsIn(`MSG#${uuid}`)).filter(({ quiet }) => !quiet)).toEqual([])
  })

  test('has taken it as a request, declined and then accepted it', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    await admits(other, 'requests')
    const { message_group_uuid: uuid } = (await says(me, 'Hi', other)).body
    const before = await opensGroup(me, uuid)
    await changes(other, uuid, { request: 'declined' })
    await saysInto(me, 'Hello?', uuid)
    expect(await listsWith(other, uuid)).toEqual(['request'])
    await saysInto(other, 'an answer', uuid)
    expect(await listsWith(other, uuid)).toEqual(['inbox'])
    expect((await opensGroup(me, uuid)).revision).toBe(before.revision)
    expect((await itemsIn(`MSG#${uuid}`)).filter(({ quiet }) => !quiet)).toEqual([])
  })
})

test('a conversation at rest stays settled when its member mutes, archives and marks it', async () => {
  const [me, other] = await Promise.all([given.aUser(), given.aUser()])
  const {
    groupUuid: uuid,
    items,
    messages,
  } = conversationOf(me, other, [{ at: '2026-03-01T12:00:00.000Z', text: 'long ago' }])
  await putItems(items)
  await marksRead(other, uuid, messages[0]?.uuid ?? '')
  const before = await opensGroup(other, uuid)
  for (const change of [
    { muted_until: '2999-01-01T00:00:00.000Z' },
    { is_marked_unread: true },
    { is_archived: true },
  ])
    expect((await changes(other, uuid, change)).status).toBe(200)
  const [row] = (await itemsIn(`GRP#${other.uuid}`)) as [Record<string, unknown>]
  expect(row.settled).toBeDefined()
  expect(await opensGroup(other, uuid)).toEqual({
    ...before,
    state: 'archived',
    muted_until: '2999-01-01T00:00:00.000Z',
    is_marked_unread: true,
    revision: before.revision + 3,
  })
  expect(await opensGroup(me, uuid)).toMatchObject({ muted_until: null, is_marked_unread: false })
})

describe('the unread conversations', () => {
  test('do not include muted ones until the mute ends', async () => {
    const { other, uuid } = await given.aGroup()
    for (const [muted_until, count] of [
      ['2999-01-01T00:00:00.000Z', 0],
      ['2020-01-01T00:00:00.000Z', 1],
      ['2999-01-01T00:00:00.000Z', 0],
      [null, 1],
    ] as const) {
      expect((await changes(other, uuid, { muted_until })).body.muted_until).toBe(muted_until)
      expect(await readsUnread(other)).toEqual({ conversations: count, has_requests: false })
    }
  })

  test('include those that are marked as unread, until they are read or answered', async () => {
    const { me, other, uuid, messageUuid } = await given.aGroup()
    const marks = async () =>
      expect((await changes(other, uuid, { is_marked_unread: true })).body.is_marked_unread).toBe(true)
    await marksRead(other, uuid, messageUuid)
    expect((await readsUnread(other)).conversations).toBe(0)
    await marks()
    expect((await readsUnread(other)).conversations).toBe(1)
    await marksRead(other, uuid, messageUuid)
    expect((await readsUnread(other)).conversations).toBe(0)
    await marks()
    await saysInto(other, 'an answer', uuid)
    expect((await readsUnread(other)).conversations).toBe(0)
    await marks()
    expect((await changes(other, uuid, { is_marked_unread: false })).body.is_marked_unread).toBe(false)
    expect((await readsUnread(me)).conversations).toBe(1)
  })
})

test('each list has pages of its own, and a cursor of one list is refused by the others', async () => {
  const me = await given.aUser()
  const groups = []
  for (let count = 0; count < 5; count += 1) {
    const other = await given.aUser()
    const { body } = await says(other, `number ${count}`, me)
    groups.unshift({ other, uuid: String(body.message_group_uuid) })
  }
  const [first, second, third] = groups as [(typeof groups)[0], (typeof groups)[0], (typeof groups)[0]]
  for (const { uuid } of [first, second, third]) await changes(me, uuid, { is_archived: true })
  const page = await calls('GET', '/api/message_groups?state=archived&limit=2', { as: me })
  const next = nextPageOf(page) ?? ''
  expect(page.body.map(({ uuid }: { uuid: string }) => uuid)).toEqual([first.uuid, second.uuid])
  const rest = await calls('GET', next, { as: me })
  expect(rest.body.map(({ uuid }: { uuid: string }) => uuid)).toEqual([third.uuid])
  expect(nextPageOf(rest)).toBeUndefined()
  expect(await readsList(me)).toHaveLength(2)
  for (const state of ['inbox', 'request', 'blocked'])
    then.isRefused(await calls('GET', next.replace('archived', state), { as: me }), 400, 'cursor_invalid')
  for (const state of ['', 'declined', 'Inbox', 'inbox,archived'])
    then.isRefused(await calls('GET', `/api/message_groups?state=${state}`, { as: me }), 400, 'state_invalid')
})

test('a change is told to all devices of the user, and to nobody else', async () => {
  const { me, other, uuid } = await given.aGroup()
  const [mine, theirs] = [await opens(me), await opens(other)]
  await changes(other, uuid, { muted_until: '2999-01-01T00:00:00.000Z' })
  await theirs.receives({ type: 'group', message_group_uuid: uuid })
  await changes(other, uuid, { is_archived: true })
  await blocks(other, me)
  await theirs.receives({ type: 'me' })
  await unblocks(other, me)
  await admits(other, 'nobody')
  await hasReceivedAll(mine)
  expect(mine.frames.filter(({ type }) => type !== 'message')).toEqual([{ type: 'pong' }])
  const changed = () => theirs.frames.filter(({ type }) => ['group', 'group_removed', 'me'].includes(type))
  const before = changed()
  expect(before.map(({ type }) => type)).toEqual(['group', 'group', 'me', 'group', 'me', 'group', 'me'])
  await changes(me, uuid, { is_archived: true })
  await hasReceivedAll(theirs)
  expect(changed()).toEqual(before)
  await Promise.all([mine.close(), theirs.close()])
})

test.each([
  [{ muted_until: 'tomorrow' }, 'muted_until_invalid'],
  [{ muted_until: '2026-11-29T10:00:00Z' }, 'muted_until_invalid'],
  [{ muted_until: 5 }, 'muted_until_invalid'],
  [{ is_archived: 'yes' }, 'is_archived_invalid'],
  [{ is_archived: null }, 'is_archived_invalid'],
  [{ is_marked_unread: 1 }, 'is_marked_unread_invalid'],
  [{ request: 'maybe' }, 'request_invalid'],
])('a membership cannot become %j', async (body, code) => {
  const { me, uuid } = await given.aGroup()
  const before = await opensGroup(me, uuid)
  then.isRefused(await changes(me, uuid, { is_marked_unread: true, ...body }), 422, code)
  expect(await opensGroup(me, uuid)).toEqual(before)
})

test('a change that changes nothing writes nothing, and a declined or accepted inbox conversation stays where it is', async () => {
  const { me, uuid } = await given.aGroup()
  await changes(me, uuid, { is_marked_unread: true })
  const before = await opensGroup(me, uuid)
  for (const change of [{}, { is_archived: false }, { is_marked_unread: true, muted_until: null }])
    expect((await changes(me, uuid, change)).body).toMatchObject({ revision: before.revision })
  for (const request of ['declined', 'accepted'])
    expect((await changes(me, uuid, { request })).body).toMatchObject({ uuid, state: 'inbox' })
})

test('lists are as cheap as an inbox: one query, and one for each conversation that is not settled', async () => {
  const { other, uuid } = await given.aGroup()
  await changes(other, uuid, { is_archived: true })
  for (const state of ['archived', 'request', 'blocked', 'inbox']) {
    const { commands } = await meter(() => readsList(other, state))
    expect(commands.toSorted()).toEqual(state === 'archived' ? ['Query', 'Query'] : ['Query'])
  }
})
