import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { groupUuidOf } from '../../src/domain/group.ts'
import * as given from '../steps/given.ts'
import {
  admits,
  blocks,
  changes,
  itemsOfBlocks,
  listsBlocked,
  listsWith,
  marksRead,
  opensGroup,
  profileOf,
  readsList,
  says,
  saysInto,
  unblocks,
} from '../steps/safety.ts'
import { hasReceivedAll, live, opens } from '../steps/sockets.ts'
import { allItems } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { countRoundTrips, meter } from '../steps/wire.ts'

given.anEngine()
live()

const lastOf = ({
  message,
  created_at,
  last_message,
  revision,
  last_read_uuid,
}: Record<string, unknown>) => ({
  message,
  created_at,
  last_message,
  revision,
  last_read_uuid,
})

describe('somebody who is blocked', () => {
  test('cannot write, and the blocker cannot write to them', async () => {
    const { me, other, uuid } = await given.aGroup()
    then.isAnswered(await blocks(me, other), profileOf(other))
    then.isAnswered(await blocks(me, other), profileOf(other))
    expect(await listsBlocked(me)).toEqual([profileOf(other)])
    for (const sent of [await saysInto(other, 'Why?', uuid), await says(other, 'Why?', me)])
      then.isRefused(sent, 403, 'recipient_unavailable')
    for (const sent of [await saysInto(me, 'Because', uuid), await says(me, 'Because', other)])
      then.isRefused(sent, 403, 'recipient_blocked')
    for (const as of [me, other])
      expect((await calls('GET', `/api/messages/${uuid}`, { as })).body).toHaveLength(1)

    then.isAnswered(await unblocks(me, other), {})
    then.isAnswered(await unblocks(me, other), {})
    expect(await listsBlocked(me)).toEqual([])
    expect(await itemsOfBlocks(me.uuid, other.uuid)).toEqual([])
    expect((await saysInto(other, 'Thanks', uuid)).status).toBe(200)
    expect((await saysInto(me, 'You are welcome', uuid)).status).toBe(200)
  })

  test('cannot start a conversation, nor can the blocker, and both can after the block', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    await blocks(me, other)
    then.isRefused(await says(other, 'Hi', me), 403, 'recipient_unavailable')
    then.isRefused(await says(me, 'Hi', other), 403, 'recipient_blocked')
    const uuid = groupUuidOf(me.uuid, other.uuid)
    for (const as of [me, other]) {
      then.isRefused(await calls('GET', `/api/messages/${uuid}`, { as }), 404, 'message_group_not_found')
      then.isRefused(await saysInto(as, 'Hi', uuid), 404, 'message_group_not_found')
      then.isRefused(await changes(as, uuid, {}), 404, 'message_group_not_found')
      expect(await listsWith(as, uuid)).toEqual([])
    }
    await unblocks(me, other)
    expect((await allItems()).filter(({ sk }) => sk === uuid)).toEqual([])
    expect((await says(other, 'Hi again', me)).status).toBe(200)
    expect(await listsWith(me, uuid)).toEqual(['inbox'])
  })

  test('learns nothing from their row, their lists, the profile, a socket or how far the other has read', async () => {
    const { me, other, uuid, messageUuid } = await given.aGroup()
    const answer = (await saysInto(other, 'an answer', uuid)).body
    await marksRead(me, uuid, answer.uuid)
    const [row, inbox] = [await opensGroup(other, uuid), await readsList(other)]
    expect(row.seen.message_uuid).toBe(answer.uuid)
    const last = (await saysInto(other, 'one more', uuid)).body
    const before = await opensGroup(other, uuid)
    const socket = await opens(other)
    await blocks(me, other)
    await marksRead(me, uuid, last.uuid)
    const own = await opens(me)
    await own.sends({ action: 'typing', message_group_uuid: uuid })
    await own.receives({ type: 'error', code: 'recipient_blocked' })
    expect(await opensGroup(other, uuid)).toEqual(before)
    expect(await readsList(other)).toEqual([expect.objectContaining({ ...inbox[0], ...lastOf(before) })])
    then.isAnswered(await calls('GET', `/api/users/@${me.handle}/short`), profileOf(me))
    await hasReceivedAll(socket)
    expect(socket.frames.filter(({ type }) => !['message', 'pong'].includes(type))).toEqual([])
    // The blocked person reads on.
    expect((await marksRead(other, uuid, messageUuid)).status).toBe(200)

    await unblocks(me, other)
    expect((await opensGroup(other, uuid)).seen.message_uuid).toBe(last.uuid)
    expect(socket.frames.filter(({ type }) => ['group', 'me'].includes(type))).toEqual([])
    await Promise.all([socket.close(), own.close()])
  })

  test('gets the same answer, after as many reads, as for an account that is gone or takes no strangers', async () => {
    const other = await given.aUser()
    await readsList(other)
    const people = await Promise.all([given.aUser(), given.aUser()])
    const [blocker, nobody] = people
    await blocks(blocker, other)
    await admits(nobody, 'nobody')
    const tries = await Promise.all(people.map((person) => meter(() => says(other, 'Hi', person))))
    expect(tries[0]).toEqual(tries[1])
    for (const person of people) then.isRefused(await says(other, 'Hi', person), 403, 'recipient_unavailable')
  })

  test('is answered after the same calls to the table as before', async () => {
    const { me, other, uuid, messageUuid } = await given.aGroup()
    const membership = `/api/message_groups/${uuid}/membership`
    const requests: [method: string, target: string, body?: object][] = [
      ['GET', '/api/message_groups'],
      ['GET', `/api/message_groups/${uuid}`],
      ['GET', `/api/messages/${uuid}`],
      ['GET', '/api/unread'],
      ['PUT', `/api/message_groups/${uuid}/read`, { message_uuid: messageUuid }],
      ['PATCH', membership, { is_archived: true }],
      ['PATCH', membership, { is_archived: false }],
    ]
    const callsOfAll = async () => {
      const found: string[][] = []
      for (const [method, target, body] of requests)
        found.push((await meter(() => calls(method, target, { as: other, body }))).commands)
      return found
    }
    await callsOfAll() // looks the user up, and counts the first changes
    const before = await callsOfAll()
    await blocks(me, other)
    expect(await callsOfAll()).toEqual(before)
  })

  test('cannot be seen typing', async () => {
    const { me, other, uuid } = await given.aGroup()
    await blocks(me, other)
    const [mine, theirs] = [await opens(me), await opens(other)]
    await theirs.sends({ action: 'typing', message_group_uuid: uuid })
    await theirs.receives({ type: 'error', code: 'recipient_unavailable' })
    await hasReceivedAll(mine)
    expect(mine.frames.map(({ type }) => type)).not.toContain('typing')
    await Promise.all([mine.close(), theirs.close()])
  })
})

test('two people who block each other: each block ends on its own, with or without a conversation', async () => {
  for (const { me, other } of [
    await given.aGroup(),
    { me: await given.aUser(), other: await given.aUser() },
  ]) {
    await Promise.all([blocks(me, other), blocks(other, me)])
    then.isRefused(await says(me, 'Hi', other), 403, 'recipient_blocked')
    await unblocks(me, other)
    then.isRefused(await says(me, 'Hi', other), 403, 'recipient_unavailable')
    then.isRefused(await says(other, 'Hi', me), 403, 'recipient_blocked')
    await unblocks(other, me)
    expect(await itemsOfBlocks(me.uuid, other.uuid)).toEqual([])
    expect((await says(me, 'Hi', other)).status).toBe(200)
  }
})

test('a retry of a message that was stored before the block answers that message', async () => {
  const { me, other, uuid } = await given.aGroup()
  const key = uuidv7()
  const send = (message: string) =>
    calls('POST', '/api/messages', {
      as: other,
      body: { message, message_group_uuid: uuid },
      headers: { 'idempotency-key': key },
    })
  const first = await send('once')
  await blocks(me, other)
  const items = await allItems()
  then.isAnswered(await send('once'), first.body)
  then.isRefused(await send('another text'), 409, 'idempotency_key_reused')
  expect(await allItems()).toEqual(items)
})

test('a send costs the same with and without the marks of an earlier block, and a refusal writes nothing', async () => {
  const { me, other, uuid } = await given.aGroup()
  await readsList(other)
  const free = await meter(() => saysInto(other, 'hi', uuid))
  await blocks(me, other)
  const refused = await meter(() => saysInto(other, 'hi', uuid))
  expect(refused.commands).toEqual(['GetItem', 'GetItem'])
  expect(await countRoundTrips(() => saysInto(other, 'hi', uuid))).toBe(2)
  await unblocks(me, other)
  expect(await meter(() => saysInto(other, 'hi', uuid))).toEqual(free)
})
