import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { people } from '../../seed/people.ts'
import { seed } from '../../seed/seed.ts'
import { groupUuidOf } from '../../src/domain/group.ts'
import type { User } from '../../src/domain/user.ts'
import { handler as updateInbox } from '../../src/handlers/updateInbox.ts'
import { addClaim } from '../../src/repository/admin/users.ts'
import { advanceMembership } from '../../src/repository/membershipUpdates.ts'
import { storeMessage } from '../../src/repository/storeMessage.ts'
import { createUser, getUserByCognitoId, getUserByUuid, giveCognitoId } from '../../src/repository/users.ts'
import { erases, leftOf } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { aKnownUser } from '../steps/knownUser.ts'
import { runs, runsAlone, runsIn } from '../steps/program.ts'
import { changes, marksRead, says, saysInto } from '../steps/safety.ts'
import { live, opens } from '../steps/sockets.ts'
import { newIn } from '../steps/stream.ts'
import { allItems } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { type Pass, through } from '../steps/wire.ts'

given.anEngine()
live()

type Somebody = Awaited<ReturnType<typeof given.aUser>>

const reads = async (as: Somebody, groupUuid: string) =>
  (await calls('GET', `/api/messages/${groupUuid}`, { as })).body

const textsIn = async (as: Somebody, groupUuid: string) =>
  (await reads(as, groupUuid)).map(({ message }: { message: string }) => message)

// In a process of its own, as on AWS, without access to the functions' caches.
const runsErase = (whom: string) => runsAlone('users:erase', whom, '--wait', '0')
const runsEraseHere = (whom: string) => runs('users:erase', whom, '--wait', '0')

const nobody = {
  user_uuid: '00000000-0000-0000-0000-000000000000',
  handle: '[deleted]',
  display_name: 'Deleted user',
}

test('a conversation that is marked as read while its user is erased does not exist', async () => {
  const { me, other, uuid, messageUuid } = await given.aGroup()
  await changes(other, uuid, { is_marked_unread: true })
  let isErased = false
  const answer = await through(
    async ({ command }, send) => {
      if (command === 'UpdateItem' && !isErased) {
        isErased = true
        await erases(other)
      }
      return send()
    },
    () => marksRead(other, uuid, messageUuid),
  )
  then.isRefused(answer, 404, 'message_group_not_found')
  expect(await leftOf([other.handle])).toEqual([])
  expect((await calls('GET', `/api/message_groups/${uuid}`, { as: me })).status).toBe(200)
})

describe('users:erase', () => {
  test('deletes everything about a user, and the others keep their conversations', async () => {
    const { me, friend, traces, groupUuid } = await aKnownUser()
    await opens(me)
    const before = await reads(friend, groupUuid)
    const { code, stdout } = await runsErase(me.handle)
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { erased: me.uuid, conversations: 2, messages: 2, reactions: 0, reports: 0, connections: 1 },
    ])

    expect(await reads(friend, groupUuid)).toEqual([
      { ...before[0], ...nobody, message: '', deleted_at: expect.any(String), revision: 1 },
      before[1],
    ])
    const { body: inbox } = await calls('GET', '/api/message_groups', { as: friend })
    expect(inbox).toEqual([
      expect.objectContaining({ uuid: groupUuid, handle: '[deleted]', display_name: 'Deleted user' }),
    ])
    expect(await leftOf(traces)).toEqual([])
    then.isRefused(await calls('GET', `/api/users/@${me.handle}/short`), 404, 'user_not_found')
    expect(await getUserByCognitoId(me.cognitoUserId)).toBeUndefined()
    then.isRefused(await saysInto(friend, 'to nobody', groupUuid), 403, 'recipient_unavailable')
  })

  test('leaves a tombstone with the uuid and the time, so that the uuid cannot be used again', async () => {
    const { me } = await aKnownUser()
    await erases(me)
    const [tombstone] = (await allItems()).filter(({ pk }) => pk === `USR#${me.uuid}`)
    expect(tombstone).toEqual({
      pk: `USR#${me.uuid}`,
      sk: 'USR',
      uuid: me.uuid,
      erased_at: expect.stringMatching(/Z$/),
    })
    const scanned = (await runs('ddb:scan')).stdout.split('\n')
    expect(scanned.filter((line) => line.includes(me.uuid.slice(0, 8)))).toEqual([
      expect.stringMatching(/^user +[0-9a-f]{8} .* erased$/),
    ])
    const input = `uuid,handle,display_name\n${me.uuid},${me.handle},Back Again\n`
    const { code, stderr } = await runsIn({ input }, 'users:import', '-')
    expect([code, stderr]).toEqual([1, expect.stringContaining(`line 2: the user ${me.uuid} was erased\n`)])
    expect(await leftOf([me.handle, 'Back Again'])).toEqual([])
  })

  test('can be repeated by uuid, and the handle is not found', async () => {
    const { me, traces } = await aKnownUser()
    await runsEraseHere(me.handle)
    const byHandle = await runsEraseHere(me.handle)
    expect([byHandle.code, byHandle.stderr]).toEqual([1, expect.stringContaining('No such user')])
    const byUuid = await runsEraseHere(me.uuid.toUpperCase())
    expect([byUuid.code, JSON.parse(byUuid.stdout)]).toEqual([
      0,
      { erased: me.uuid, conversations: 0, messages: 0, reactions: 0, reports: 0, connections: 0 },
    ])
    expect(await leftOf(traces)).toEqual([])
  })

  test('frees the handle, and its next owner sees nothing of the erased user', async () => {
    const { me, friend } = await aKnownUser()
    await erases(me)
    const next = await given.aUser({ handle: me.handle })
    expect(next.handle).toBe(me.handle)
    expect((await calls('GET', '/api/message_groups', { as: next })).body).toEqual([])
    const { body } = await says(friend, 'hello, new owner', next)
    expect(await reads(next, body.message_group_uuid)).toHaveLength(1)
  })

  test.each([
    [[], /^Missing argument: <handle or uuid>/],
    [['bayko', '--wait', 'long'], /--wait must be a number of seconds, not long/],
    [['00000000-0000-4000-8000-000000000000'], /No such user/],
  ])('with %j prints an error', async (parameters, words) => {
    const { code, stderr } = await runs('users:erase', ...parameters)
    expect([code, stderr]).toEqual([1, expect.stringMatching(words)])
  })
})

describe('a user who is erased', () => {
  test('can no longer read or write with a valid token, even in a process that has cached the profile', async () => {
    const { me, friend, traces, groupUuid } = await aKnownUser()
    const stranger = await given.aUser()
    const [{ uuid: messageUuid }] = await reads(me, groupUuid)
    await calls('GET', '/api/message_groups', { as: me })
    await erases(me)
    expect((await calls('GET', '/api/message_groups', { as: me })).body).toEqual([]) // with the cached profile
    then.isRefused(await calls('GET', '/api/users/me', { as: me }), 403, 'user_unknown')
    then.isRefused(await saysInto(me, 'after the end', groupUuid), 404, 'message_group_not_found')
    then.isRefused(await says(me, 'after the end', friend), 403, 'user_unknown')
    then.isRefused(await says(me, 'after the end', stranger), 403, 'user_unknown')
    then.isRefused(await says(stranger, 'after the end', me), 404, 'user_not_found')
    then.isRefused(
      await calls('GET', `/api/messages/${groupUuid}`, { as: me }),
      404,
      'message_group_not_found',
    )
    const read = { as: me, body: { message_uuid: messageUuid } }
    then.isRefused(
      await calls('PUT', `/api/message_groups/${groupUuid}/read`, read),
      404,
      'message_group_not_found',
    )
    expect(await leftOf([...traces, 'after the end'])).toEqual([])
    expect((await calls('GET', '/api/message_groups', { as: stranger })).body).toEqual([])
  })

  test('cannot be found as soon as the erasure begins', async () => {
    const { me, friend, traces, groupUuid } = await aKnownUser()
    const stranger = await given.aUser()
    await erases(me, async () => {
      then.isRefused(await calls('GET', `/api/users/@${me.handle}/short`), 404, 'user_not_found')
      expect(await getUserByCognitoId(me.cognitoUserId)).toBeUndefined()
      then.isRefused(await saysInto(me, 'in between', groupUuid), 404, 'message_group_not_found')
      then.isRefused(await says(me, 'in between', stranger), 403, 'user_unknown')
      expect((await saysInto(friend, 'the friend goes on', groupUuid)).status).toBe(200)
    })
    expect(await textsIn(friend, groupUuid)).toEqual(['', 'the answer of the friend', 'the friend goes on'])
    expect(await leftOf([...traces, 'in between'])).toEqual([])
  })

  test('has a message redacted that was accepted before and is stored while the erasure waits', async () => {
    const { me, friend, traces, groupUuid } = await aKnownUser()
    const memberUuids = [me.uuid, friend.uuid]
    const uuid = uuidv7()
    await erases(me, () =>
      storeMessage({ uuid, groupUuid, text: 'a late writer', sender: me, memberUuids }, Date.now),
    )
    expect(await textsIn(friend, groupUuid)).toEqual(['', 'the answer of the friend', ''])
    expect(await leftOf([...traces, 'a late writer'])).toEqual([])
  })

  test('is not restored by a late record of the stream', async () => {
    const { me, other, uuid: groupUuid } = await given.aGroupAtRest()
    await saysInto(me, 'loud and then erased', groupUuid)
    const Records = await newIn([groupUuid], 1)
    await erases(me)
    const row = async () => (await calls('GET', `/api/message_groups/${groupUuid}`, { as: other })).body
    for (const _ of ['late', 'again']) {
      expect(await updateInbox({ Records })).toEqual({ batchItemFailures: [] })
      expect(await row()).toMatchObject({
        handle: '[deleted]',
        display_name: 'Deleted user',
        message: '',
        unread_count: 0,
      })
      expect(await leftOf(['loud and then erased', me.handle])).toEqual([])
    }
  })

  test("does not block the other member's row", async () => {
    const { me, other, uuid: groupUuid } = await given.aGroupAtRest()
    await erases(me, () => saysInto(other, 'while the erasure waits', groupUuid))
    const Records = await newIn([groupUuid], 1)
    await updateInbox({ Records })
    const [row] = (await allItems()).filter(({ pk, sk }) => pk === `GRP#${other.uuid}` && sk === groupUuid)
    expect(row).toMatchObject({
      last_message_at: Records[0]?.dynamodb?.Keys?.sk?.S,
      user_handle: '[deleted]',
    })
  })

  test('leaves no conversation that is started during the erasure', async () => {
    for (let round = 0; round < 5; round += 1) {
      const me = await given.aUser({ displayName: `Racing ${round}` })
      const others = await Promise.all([1, 2, 3, 4].map(() => given.aUser()))
      const [first, second, third, fourth] = others as [Somebody, Somebody, Somebody, Somebody]
      await calls('GET', '/api/users/me', { as: me })
      const started = [
        says(me, `from the racer ${round}`, first),
        says(second, 'to the racer', me),
        says(me, `from the racer ${round}`, third),
        says(fourth, 'to the racer', me),
      ]
      await erases(me, () => Promise.all(started))
      expect((await Promise.all(started)).map(({ status }) => [200, 403, 404].includes(status))).toEqual(
        started.map(() => true),
      )
      expect(await leftOf([me.handle, me.displayName, `from the racer ${round}`])).toEqual([])
      for (const other of others) {
        const { body } = await calls('GET', '/api/message_groups', { as: other })
        for (const row of body) expect(row).toMatchObject({ handle: '[deleted]' })
      }
      expect((await allItems()).filter(({ pk }) => pk === `GRP#${me.uuid}`)).toEqual([])
    }
  })
})

describe('an imported user who is claimed after the erasure has read them', () => {
  test.each([
    ['with a Cognito id', (user: User) => giveCognitoId(user, randomUUID())],
    ['by import, with an e-mail address', (user: User) => addClaim(user, 'a-hash')],
  ])('%s, is erased as a whole', async (_, change) => {
    const { uuid } = await createUser({ uuid: randomUUID(), handles: [given.aHandle()] })
    let isChanged = false
    await through(
      async ({ command }, send) => {
        if (command === 'TransactWriteItems' && !isChanged) {
          isChanged = true
          expect(await change((await getUserByUuid(uuid)) as User)).toBe(true)
        }
        return send()
      },
      () => erases({ uuid }),
    )
    const left = (await allItems()).filter((item) => JSON.stringify(item).includes(uuid))
    expect(left).toEqual([{ pk: `USR#${uuid}`, sk: 'USR', uuid, erased_at: expect.any(String) }])
  })
})

describe('an erasure that is interrupted', () => {
  /** Fails every call after the first `count`, as if the program had been killed. */
  const endsAfter = (calls: number): Pass => {
    let count = 0
    return (_, send) => {
      count += 1
      if (count > calls) throw new Error('interrupted')
      return send()
    }
  }

  test('at any call is completed by the next run', async () => {
    let wasInterrupted = true
    for (let count = 0; wasInterrupted; count += 3) {
      const { me, friend, traces, groupUuid } = await aKnownUser()
      wasInterrupted = await through(endsAfter(count), () => erases(me)).then(
        () => false,
        () => true,
      )
      await erases(me)
      expect(await leftOf(traces)).toEqual([])
      expect(await textsIn(friend, groupUuid)).toEqual(['', 'the answer of the friend'])
    }
  })
})

test('a late stream record moves the row that the other person of an erased user has, and restores nothing', async () => {
  const { me, other, uuid: groupUuid } = await given.aGroupAtRest()
  await erases(me)
  const uuid = uuidv7()
  const place = `${new Date().toISOString()}#${uuid}`
  const newest = {
    uuid,
    groupUuid: groupUuidOf(me.uuid, other.uuid),
    place,
    text: 'restored?',
    sender: me,
    memberUuids: [],
  }
  expect(await advanceMembership({ userUuid: other.uuid, newest, ownPlace: place })).toBe('moved')
  const [row] = (await allItems()).filter(({ pk, sk }) => pk === `GRP#${other.uuid}` && sk === groupUuid)
  expect(row).toMatchObject({ user_handle: '[deleted]', last_message_at: place, last_read_at: place })
  expect(await leftOf(['restored?', me.handle])).toEqual([])
})

test('an erased demo user stays erased when the demo data is seeded again', async () => {
  await seed()
  const [londo] = people.filter(({ handle }) => handle === 'londo')
  await erases(londo as { uuid: string })
  const before = await allItems()
  expect(await seed()).toMatchObject({ people: people.length - 1, written: 0 })
  expect(await allItems()).toEqual(before)
})
