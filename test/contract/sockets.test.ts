import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { live, opens, Refused, type Socket } from '../steps/sockets.ts'
import { badAuthorizations, tokenFor } from '../steps/tokens.ts'
import { calls, testInProcess } from '../steps/when.ts'

given.anEngine()
live()

type Group = Awaited<ReturnType<typeof given.aGroup>>

const sends = async ({ me, uuid }: Group, text: string) => {
  const body = { message: text, message_group_uuid: uuid }
  const { message_group_uuid: _, ...message } = (await calls('POST', '/api/messages', { as: me, body })).body
  return message
}

const typesIn = (socket: Socket, { uuid }: Group) =>
  socket.sends({ action: 'typing', message_group_uuid: uuid })

/** Waits until earlier frames have arrived. */
const hasHeardAll = async (socket: Socket) => {
  await socket.sends({ action: 'ping' })
  await socket.receives({ type: 'pong' })
}

describe('a message', () => {
  test("is sent to every open socket of both members, including the sender's other tabs, as the API shows it", async () => {
    const group = await given.aGroup()
    const sockets: Socket[] = []
    for (const one of [group.me, group.me, group.other, group.other]) sockets.push(await opens(one))
    const message = await sends(group, 'Anybody there?')
    for (const socket of sockets) {
      const frame = await socket.receives({
        type: 'message',
        message: expect.objectContaining({ uuid: message.uuid }),
      })
      expect(frame).toEqual({ type: 'message', message_group_uuid: group.uuid, message })
    }
    await Promise.all(sockets.map((socket) => socket.close()))
  })

  test('that starts a conversation is sent too', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    const socket = await opens(other)
    const { body } = await calls('POST', '/api/messages', {
      as: me,
      body: { message: 'Hi', handle: other.handle },
    })
    expect(await socket.receives({ type: 'message' })).toMatchObject({
      message_group_uuid: body.message_group_uuid,
      message: { uuid: body.uuid, handle: me.handle },
    })
    await socket.close()
  })

  test('is sent at least once, with its place in the order', async () => {
    const group = await given.aGroup()
    const socket = await opens(group.other)
    const texts = Array.from({ length: 12 }, (_, index) => `line ${index}`)
    for (const text of texts) await sends(group, text)
    for (const text of texts) await socket.receives({ message: expect.objectContaining({ message: text }) })
    const heard = socket.frames.flatMap((frame) =>
      frame.type === 'message' && texts.includes(frame.message.message) ? [frame.message] : [],
    )
    const placeOf = ({ created_at, uuid }: (typeof heard)[number]) => `${created_at}#${uuid}`
    heard.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
    expect([...new Set(heard.map(({ message }) => message))]).toEqual(texts)
    await socket.close()
  })

  testInProcess('is not sent to other users', async () => {
    const [group, others] = await Promise.all([given.aGroup(), given.aGroup()])
    const [stranger, member] = await Promise.all([opens(others.me), opens(group.other)])
    await sends(group, 'between us')
    await member.receives({ type: 'message' })
    await sends(others, 'to the stranger')
    await stranger.receives({ type: 'message' })
    expect(
      stranger.frames.filter(
        (frame) => 'message_group_uuid' in frame && frame.message_group_uuid === group.uuid,
      ),
    ).toEqual([])
    await Promise.all([stranger.close(), member.close()])
  })

  testInProcess('is sent to the open sockets after another socket of the same user is gone', async () => {
    const group = await given.aGroup()
    const [gone, open] = await Promise.all([opens(group.other), opens(group.other)])
    await gone.close()
    await sends(group, 'still here?')
    await open.receives({ message: expect.objectContaining({ message: 'still here?' }) })
    await open.close()
  })
})

describe('a read mark', () => {
  test('is sent once, to the other person and to my other tabs', async () => {
    const group = await given.aGroup()
    const { me, other, uuid, messageUuid } = group
    const [mine, otherTab] = await Promise.all([opens(me), opens(other)])
    const marks = () =>
      calls('PUT', `/api/message_groups/${uuid}/read`, { as: other, body: { message_uuid: messageUuid } })
    expect((await marks()).body).toEqual({ unread_count: 0 })
    const frame = { type: 'read', message_group_uuid: uuid, user_uuid: other.uuid, message_uuid: messageUuid }
    expect(await mine.receives({ type: 'read' })).toEqual(frame)
    expect(await otherTab.receives({ type: 'read' })).toEqual(frame)
    await marks()
    await hasHeardAll(mine)
    expect(mine.frames.filter(({ type }) => type === 'read')).toHaveLength(1)
    await Promise.all([mine.close(), otherTab.close()])
  })
})

describe('typing', () => {
  test('is sent to the other person only', async () => {
    const group = await given.aGroup()
    const [mine, theirs] = await Promise.all([opens(group.me), opens(group.other)])
    await typesIn(mine, group)
    expect(await theirs.receives({ type: 'typing' })).toEqual({
      type: 'typing',
      message_group_uuid: group.uuid,
      user_uuid: group.me.uuid,
      handle: group.me.handle,
    })
    await hasHeardAll(mine)
    expect(mine.frames.filter(({ type }) => type === 'typing')).toEqual([])
    await Promise.all([mine.close(), theirs.close()])
  })

  testInProcess.each([
    ['of others', async () => (await given.aGroup()).uuid],
    ['that does not exist', async () => randomUUID()],
    ['with an invalid uuid', async () => 'nowhere'],
  ])('in a conversation %s is message_group_not_found, and is not sent', async (_, uuidOf) => {
    const group = await given.aGroup()
    const mine = await opens(group.me)
    await mine.sends({ action: 'typing', message_group_uuid: await uuidOf() })
    expect(await mine.receives({ type: 'error' })).toEqual({ type: 'error', code: 'message_group_not_found' })
    await mine.close()
  })

  testInProcess.each([[undefined], [''], [5]])(
    'without a conversation (%p) is message_group_uuid_blank',
    async (uuid) => {
      const mine = await opens(await given.aUser())
      await mine.sends({ action: 'typing', message_group_uuid: uuid })
      expect(await mine.receives({ type: 'error' })).toEqual({
        type: 'error',
        code: 'message_group_uuid_blank',
      })
      await mine.close()
    },
  )
})

describe('a frame', () => {
  type Case = [string, string, string]

  const isAnswered = async (_: string, frame: string, code: string) => {
    const socket = await opens(await given.aUser())
    await socket.sends(frame)
    expect(await socket.receives({ type: 'error' })).toEqual({ type: 'error', code })
    await hasHeardAll(socket)
    expect(socket.isClosed()).toBe(false)
    await socket.close()
  }

  test.each<Case>([
    ['that is empty', ' ', 'body_not_json'],
    ['with an unknown action', '{"action":"shout"}', 'action_unknown'],
    ['with the action of an opening socket', '{"action":"$connect"}', 'action_unknown'],
    ['with the action of a closing socket', '{"action":"$disconnect"}', 'action_unknown'],
    ['of 200 KB', JSON.stringify({ action: 'ping', more: 'x'.repeat(200_000) }), 'body_too_large'],
  ])('%s is answered with its code, and the socket stays open', isAnswered)

  testInProcess.each<Case>([
    ['that is not JSON', 'hello', 'body_not_json'],
    ['that is cut off', '{"action":', 'body_not_json'],
    ['that is a list', '[]', 'body_not_object'],
    ['that is a word', '"ping"', 'body_not_object'],
    ['that is null', 'null', 'body_not_object'],
    ['without an action', '{}', 'action_unknown'],
    ['with an action that is not a text', '{"action":{"a":1}}', 'action_unknown'],
    ['with an action that every object has as a property', '{"action":"__proto__"}', 'action_unknown'],
  ])('%s is answered with its code, and the socket stays open', isAnswered)
})

describe('no socket is opened', () => {
  const tokens = badAuthorizations('a-sub').filter(([, text]) => text?.startsWith('Bearer '))

  testInProcess.each(tokens.map(([name]) => name))('with %s', async (name) => {
    const { cognitoUserId } = await given.aUser()
    const [, text = ''] = badAuthorizations(cognitoUserId).find(([one]) => one === name) ?? []
    const token = text.replace('Bearer ', '')
    await expect(opens({ token }, ['cruddur.v1', ...(token ? [token] : [])])).rejects.toThrow(Refused)
  })

  test('to a user without a profile', async () => {
    await expect(opens({ token: tokenFor(randomUUID()) })).rejects.toThrow(Refused)
  })

  test.each([
    ['only the token', (token: string) => [token]],
    ['only the protocol', () => ['cruddur.v1']],
    ['nothing', () => []],
    ['another protocol', (token: string) => ['cruddur.v2', token]],
    ['both in the wrong order', (token: string) => [token, 'cruddur.v1']],
    ['a third protocol', (token: string) => ['cruddur.v1', token, 'more']],
  ])('that offers %s', async (_, offer) => {
    const { token } = await given.aUser()
    await expect(opens({ token }, offer(token))).rejects.toThrow(Refused)
  })
})
