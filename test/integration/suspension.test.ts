import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { suspendUser } from '../../src/repository/admin/suspension.ts'
import { createUser, getUserByUuid } from '../../src/repository/users.ts'
import { at } from '../steps/clock.ts'
import { aConnectionOf } from '../steps/connections.ts'
import * as given from '../steps/given.ts'
import { runs, runsIn } from '../steps/program.ts'
import { reports } from '../steps/reported.ts'
import { admits, marksRead, says, saysInto } from '../steps/safety.ts'
import { live, opens, type Socket } from '../steps/sockets.ts'
import { restores, runsHere, suspends, userItems } from '../steps/suspensions.ts'
import { itemsIn } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

given.anEngine()
live()

type Somebody = Awaited<ReturnType<typeof given.aUser>>

/** Everything that a suspended person could still try in a conversation, in a process that has cached their profile. */
const attempts = (as: Somebody, uuid: string, messageUuid: string, other: Somebody) => [
  saysInto(as, 'let me in', uuid),
  says(as, 'let me in', other),
  calls('GET', `/api/messages/${uuid}`, { as }),
  calls('GET', `/api/message_groups/${uuid}`, { as }),
  calls('GET', '/api/message_groups', { as }),
  calls('GET', '/api/unread', { as }),
  marksRead(as, uuid, messageUuid),
  calls('PATCH', `/api/message_groups/${uuid}/membership`, { as, body: { is_archived: true } }),
  calls('PATCH', '/api/users/me', { as, body: { strangers: 'nobody' } }),
  calls('GET', '/api/users/me', { as }),
  reports(as, uuid, messageUuid),
]

describe('a suspended account', () => {
  test('can neither write nor read from the first moment, and can again when it is restored', async () => {
    const { me, other, uuid, messageUuid } = await given.aGroup()
    await calls('GET', '/api/message_groups', { as: other })
    const { code, stdout, stderr } = await suspends(other)
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      {
        suspended: other.uuid,
        suspended_at: expect.stringMatching(/Z$/),
        conversations: 1,
        connections: 0,
      },
    ])
    expect(stderr).toContain('Conversations: 1')
    for (const answer of await Promise.all(attempts(other, uuid, messageUuid, me)))
      then.isRefused(answer, 403, 'account_suspended')

    const restored = await restores(other)
    expect([restored.code, JSON.parse(restored.stdout)]).toEqual([
      0,
      { restored: other.uuid, conversations: 1 },
    ])
    for (const answer of await Promise.all(attempts(other, uuid, messageUuid, me)))
      expect(answer.status).toBe(200)
  })

  test('can do nothing at all a minute later', async () => {
    const { other } = await given.aGroup()
    const stranger = await given.aUser()
    await calls('GET', '/api/blocks', { as: other })
    await suspends(other)
    await at(Date.now() + 61_000, async () => {
      then.isRefused(await calls('GET', '/api/blocks', { as: other }), 403, 'account_suspended')
      then.isRefused(
        await calls('GET', '/api/message_groups?state=archived', { as: other }),
        403,
        'account_suspended',
      )
    })
    then.isRefused(await says(other, 'hello', stranger), 403, 'account_suspended')
  })

  test('cannot be written to, by its conversation or by its handle, and the sender gets the same code as after a block', async () => {
    const { me, other, uuid } = await given.aGroup()
    const stranger = await given.aUser()
    await suspends(other)
    then.isRefused(await saysInto(me, 'are you there?', uuid), 403, 'recipient_unavailable')
    then.isRefused(await says(me, 'are you there?', other), 403, 'recipient_unavailable')
    then.isRefused(await says(stranger, 'hello', other), 403, 'recipient_unavailable')
    expect((await calls('GET', `/api/messages/${uuid}`, { as: me })).body).toHaveLength(1)
    await restores(other)
    expect((await saysInto(me, 'are you there?', uuid)).status).toBe(200)
    expect((await says(stranger, 'hello', other)).status).toBe(200)
  })

  test('changes nothing in the lists of others', async () => {
    const { me, other } = await given.aGroup()
    const listed = async () => (await calls('GET', '/api/message_groups', { as: me })).body
    const before = await listed()
    await suspends(other)
    expect(await listed()).toEqual(before)
    expect((await calls('GET', `/api/users/@${other.handle}/short`)).status).toBe(200)
  })

  test('keeps what the person had chosen: settings, claim and the time of the first suspension', async () => {
    const user = await given.aUser()
    await admits(user, 'nobody')
    const first = JSON.parse((await suspends(user)).stdout)
    const again = JSON.parse((await suspends(user)).stdout)
    expect(again.suspended_at).toBe(first.suspended_at)
    for (const item of await userItems(user))
      expect(item).toMatchObject({ strangers: 'nobody', suspended_at: first.suspended_at })
    await restores(user)
    const items = await userItems(user)
    expect(items).toHaveLength(3)
    for (const item of items) expect(item).not.toHaveProperty('suspended_at')
  })

  test('of a person who was imported and never signed up has no Cognito id, and is suspended as well', async () => {
    const user = await createUser({ uuid: randomUUID(), handles: [given.aHandle()] })
    expect((await suspends(user)).code).toBe(0)
    expect((await getUserByUuid(user.uuid))?.suspendedAt).toBeDefined()
  })
})

const errorsOf = ({ frames }: Socket) =>
  frames.flatMap((frame) => (frame.type === 'error' ? [frame.code] : []))

describe('the sockets of a suspended account', () => {
  test('are closed and forgotten, and a new one is refused at once, also with a cached profile', async () => {
    const { me, other, uuid } = await given.aGroup()
    const [first, second, theirs] = [await opens(other), await opens(other), await opens(me)]
    expect(JSON.parse((await suspends(other)).stdout)).toMatchObject({ connections: 2 })
    expect([first.isClosed(), second.isClosed(), theirs.isClosed()]).toEqual([true, true, false])
    expect(await itemsIn(`CON#${other.uuid}`)).toEqual([])
    await expect(opens(other)).rejects.toThrow('refused with 403')
    await theirs.sends({ action: 'typing', message_group_uuid: uuid })
    expect(errorsOf(theirs)).toEqual(['recipient_unavailable'])

    await restores(other)
    const back = await opens(other)
    await theirs.close()
    await back.close()
  })

  test('can send no sign of typing if they could not be closed', async () => {
    const { me, other, uuid } = await given.aGroup()
    const [socket, theirs] = [await opens(other), await opens(me)]
    await suspendUser(other.uuid, Date.now(), () => {}) // without closing
    await socket.sends({ action: 'typing', message_group_uuid: uuid })
    expect([errorsOf(socket), theirs.frames.filter(({ type }) => type === 'typing')]).toEqual([
      ['account_suspended'],
      [],
    ])
    await socket.close()
    await theirs.close()
  })

  test('are forgotten also if the gateway cannot be reached, which the command reports', async () => {
    const user = await given.aUser()
    await aConnectionOf(user)
    const { code, stdout, stderr } = await runsIn(
      { environment: { LOCAL_WEBSOCKET_PORT: '9' }, isAlone: true },
      'users:suspend',
      user.handle,
    )
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ connections: 1 })])
    expect(stderr).toContain("Can't close 1 of 1 open sockets at http://127.0.0.1:9. Nothing is sent to them")
    expect(await itemsIn(`CON#${user.uuid}`)).toEqual([])
  })
})

describe('the commands', () => {
  test('show a suspension: users:export and ddb:scan', async () => {
    const user = await given.aUser()
    await suspends(user)
    const exported = JSON.parse((await runs('users:export', user.handle)).stdout)
    expect(exported.profile.suspended_at).toMatch(/Z$/)
    const lines = (await runs('ddb:scan')).stdout
      .split('\n')
      .filter((line) => line.startsWith('user ') && line.includes(user.handle))
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line).toContain(`suspended since ${exported.profile.suspended_at}`)
  })

  test('show the conversations of a suspended account', async () => {
    const { me, other, uuid } = await given.aGroup()
    await suspends(me)
    const listed = await runs('ddb:list-conversations', me.handle, '--json')
    expect([listed.code, JSON.parse(listed.stdout)]).toEqual([0, expect.objectContaining({ uuid })])
    const shown = await runs('ddb:get-conversation', me.handle, other.handle, '--json')
    expect([shown.code, JSON.parse(shown.stdout)]).toEqual([
      0,
      expect.objectContaining({ message: 'Hello!' }),
    ])
  })

  test('say that an account was not suspended', async () => {
    const user = await given.aUser()
    const { code, stderr } = await restores(user)
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${user.handle} was not suspended.`)])
  })

  test.each(['users:suspend', 'users:restore'])('%s of an unknown handle is an error', async (name) => {
    const { code, stdout, stderr } = await runsHere(name, 'nobody_here')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^No user in \S+ with the handle: nobody_here\n$/)
  })
})
