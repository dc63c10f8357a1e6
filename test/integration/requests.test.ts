import { describe, expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import {
  admits,
  changes,
  isDelivered,
  listsWith,
  marksRead,
  opensGroup,
  profileOf,
  readsList,
  readsUnread,
  says,
  saysInto,
} from '../steps/safety.ts'
import { hasReceivedAll, live, opens } from '../steps/sockets.ts'
import { itemsIn } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { meter } from '../steps/wire.ts'

given.anEngine()
live()

/** Somebody has written to a person who takes strangers as requests. */
const aRequest = async () => {
  const [stranger, me] = await Promise.all([given.aUser(), given.aUser()])
  await admits(me, 'requests')
  const { body } = await says(stranger, 'Do you know me?', me)
  return { stranger, me, uuid: String(body.message_group_uuid), messageUuid: String(body.uuid) }
}

describe('by default', () => {
  test('a stranger reaches the inbox', async () => {
    const { me, other, uuid } = await given.aGroup()
    expect((await calls('GET', '/api/users/me', { as: other })).body.strangers).toBe('inbox')
    expect(await listsWith(other, uuid)).toEqual(['inbox'])
    expect(await listsWith(me, uuid)).toEqual(['inbox'])
  })
})

describe('a request', () => {
  test('is in its own list, not unread, and an ordinary conversation for its sender', async () => {
    const { stranger, me, uuid } = await aRequest()
    expect(await listsWith(me, uuid)).toEqual(['request'])
    expect(await opensGroup(me, uuid)).toMatchObject({ state: 'request', unread_count: 0 })
    expect(await readsUnread(me)).toEqual({ conversations: 0, has_requests: true })
    expect(await opensGroup(stranger, uuid)).toMatchObject({ state: 'inbox', seen: null })
    expect(await readsUnread(stranger)).toEqual({ conversations: 0, has_requests: false })
  })

  test('does not tell its sender that it is read or answered to, until it is accepted', async () => {
    const { stranger, me, uuid, messageUuid } = await aRequest()
    const socket = await opens(stranger)
    const own = await opens(me)
    const items = await itemsIn(`GRP#${me.uuid}`)
    then.isAnswered(await marksRead(me, uuid, messageUuid), { unread_count: 0 })
    await own.sends({ action: 'typing', message_group_uuid: uuid })
    await changes(me, uuid, { request: 'declined' })
    then.isAnswered(await marksRead(me, uuid, messageUuid), { unread_count: 0 })
    await changes(me, uuid, { request: 'accepted' })
    await hasReceivedAll(socket)
    expect(socket.frames.map(({ type }) => type).filter((type) => type !== 'message')).toEqual(['pong'])
    expect((await itemsIn(`GRP#${me.uuid}`))[0]?.last_read_at).toBe(items[0]?.last_read_at)
    expect(await opensGroup(stranger, uuid)).toMatchObject({ seen: null })

    await marksRead(me, uuid, messageUuid)
    await socket.receives({ type: 'read', message_uuid: messageUuid })
    expect(await opensGroup(stranger, uuid)).toMatchObject({ seen: { message_uuid: messageUuid } })
    await Promise.all([socket.close(), own.close()])
  })

  test('is in the inbox with its unread messages as soon as it is accepted', async () => {
    const { stranger, me, uuid } = await aRequest()
    await saysInto(stranger, 'Hello?', uuid)
    const { body } = await changes(me, uuid, { request: 'accepted' })
    expect(body).toMatchObject({ state: 'inbox', unread_count: 2 })
    expect(await listsWith(me, uuid)).toEqual(['inbox'])
    expect(await readsUnread(me)).toEqual({ conversations: 1, has_requests: false })
  })

  test('is accepted by an answer, before the stream has delivered anything', async () => {
    const { stranger, me, uuid } = await aRequest()
    const answer = await saysInto(me, 'I do', uuid)
    expect(await listsWith(me, uuid)).toEqual(['inbox'])
    const [stored] = (await itemsIn(`MSG#${uuid}`)).filter(
      ({ message_uuid }) => message_uuid === answer.body.uuid,
    )
    expect(stored?.quiet).toBeUndefined()
    await isDelivered(uuid, 1)
    expect(await opensGroup(stranger, uuid)).toMatchObject({ unread_count: 1, message: 'I do' })
    expect(await opensGroup(me, uuid)).toMatchObject({ state: 'inbox', unread_count: 0 })
  })

  test('that is declined is in no list, readable, and comes back as a request with the next message', async () => {
    const { stranger, me, uuid } = await aRequest()
    const before = await opensGroup(stranger, uuid)
    expect((await changes(me, uuid, { request: 'declined' })).body).toMatchObject({ state: 'declined' })
    expect(await listsWith(me, uuid)).toEqual([])
    expect(await readsUnread(me)).toEqual({ conversations: 0, has_requests: false })
    expect((await calls('GET', `/api/messages/${uuid}`, { as: me })).body).toHaveLength(1)
    expect(await opensGroup(stranger, uuid)).toEqual(before)

    await saysInto(stranger, 'Are you there?', uuid)
    await isDelivered(uuid, 1)
    expect(await listsWith(me, uuid)).toEqual(['request'])
    expect(await listsWith(stranger, uuid)).toEqual(['inbox'])
  })

  test('that is declined can be put back among the requests, whatever has happened meanwhile', async () => {
    const { stranger, me, uuid } = await aRequest()
    await changes(me, uuid, { request: 'declined' })
    for (const _ of [1, 2])
      expect((await changes(me, uuid, { request: 'pending' })).body).toMatchObject({ state: 'request' })
    expect(await listsWith(me, uuid)).toEqual(['request'])
    expect(await readsUnread(me)).toEqual({ conversations: 0, has_requests: true })
    await saysInto(stranger, 'Are you there?', uuid)
    await isDelivered(uuid, 1)
    expect(await listsWith(me, uuid)).toEqual(['request'])
    await changes(me, uuid, { request: 'accepted' })
    expect((await changes(me, uuid, { request: 'pending' })).body).toMatchObject({ state: 'inbox' })
  })

  test('that is declined can be accepted, but not the other way round', async () => {
    const { me, uuid } = await aRequest()
    await changes(me, uuid, { request: 'declined' })
    for (const request of ['accepted', 'declined'])
      expect((await changes(me, uuid, { request })).body).toMatchObject({ state: 'inbox' })
    expect(await listsWith(me, uuid)).toEqual(['inbox'])
  })

  test('cannot be archived before it is accepted', async () => {
    const { me, uuid } = await aRequest()
    then.isRefused(await changes(me, uuid, { is_archived: true }), 422, 'is_archived_invalid')
    expect((await changes(me, uuid, { is_archived: false })).body).toMatchObject({ state: 'request' })
    const both = await changes(me, uuid, { request: 'accepted', is_archived: true })
    expect(both.body).toMatchObject({ state: 'archived' })
  })

  test('tells the other devices of its recipient that it was declined', async () => {
    const { me, uuid } = await aRequest()
    const socket = await opens(me)
    await changes(me, uuid, { request: 'declined' })
    await socket.receives({ type: 'group_removed', message_group_uuid: uuid })
    await changes(me, uuid, { request: 'accepted' })
    await socket.receives({ type: 'group', message_group_uuid: uuid })
    await socket.close()
  })
})

describe('the setting for strangers', () => {
  test('nobody refuses those who start a conversation, as if the account were gone, and nobody else', async () => {
    const { me, other, uuid } = await given.aGroup()
    const stranger = await given.aUser()
    expect((await admits(me, 'nobody')).body).toMatchObject({ uuid: me.uuid, strangers: 'nobody' })
    then.isRefused(await says(stranger, 'Hi', me), 403, 'recipient_unavailable')
    expect(await readsList(stranger)).toEqual([])
    expect((await saysInto(other, 'still here', uuid)).status).toBe(200)
    expect((await says(other, 'still here', me)).status).toBe(200)
    expect((await says(me, 'I start', stranger)).status).toBe(200)
    expect((await says(stranger, 'and I answer', me)).status).toBe(200)
    expect((await calls('GET', `/api/users/@${me.handle}/short`, { as: stranger })).status).toBe(200)
  })

  test('is seen at once by the other devices, and can be put back', async () => {
    const me = await given.aUser()
    const socket = await opens(me)
    await calls('GET', '/api/users/me', { as: me })
    for (const strangers of ['requests', 'nobody', 'inbox']) {
      then.isAnswered(await admits(me, strangers), { ...profileOf(me), strangers })
      expect((await calls('GET', '/api/users/me', { as: me })).body.strangers).toBe(strangers)
    }
    await socket.receives({ type: 'me' })
    await socket.close()
    then.isRefused(await admits(me, 'friends'), 422, 'strangers_invalid')
    expect((await calls('PATCH', '/api/users/me', { as: me, body: {} })).body.strangers).toBe('inbox')
  })

  test('costs a start nothing', async () => {
    const { stranger, me } = await aRequest()
    const another = await given.aUser()
    await readsList(stranger)
    const toInbox = await meter(() => says(stranger, 'Hi', another))
    const third = await given.aUser()
    await admits(third, 'requests')
    const toRequests = await meter(() => says(stranger, 'Hi', third))
    expect(toRequests.commands).toEqual(toInbox.commands)
    expect(toRequests.units).toEqual(toInbox.units)
    expect(Math.max(...toInbox.units)).toBeLessThanOrEqual(18)
    expect(await readsList(me, 'request')).toHaveLength(1)
  })
})
