import { describe, expect, test } from '@jest/globals'
import { createUser, getUserByUuid } from '../../src/repository/users.ts'
import { at } from '../steps/clock.ts'
import { erases, leftOf } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { runs } from '../steps/program.ts'
import { hasRenamed, renames } from '../steps/renames.ts'
import { live, opens } from '../steps/sockets.ts'
import { itemsIn } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { tokenFor } from '../steps/tokens.ts'
import { calls } from '../steps/when.ts'
import { meter } from '../steps/wire.ts'
import { refuses, takesJobs, works } from '../steps/workQueue.ts'

given.anEngine()
live()
given.aWorkQueue()

const aDay = 24 * 60 * 60_000
/** Somebody whose token outlives what the tests skip. */
const aPatientUser = async () => {
  const user = await given.aUser()
  return { ...user, token: tokenFor(user.cognitoUserId, (60 * aDay) / 1000) }
}

const me = (as: { token: string }) => calls('GET', '/api/users/me', { as })
const short = (handle: string) => calls('GET', `/api/users/@${handle}/short`)

describe('PATCH /api/users/me', () => {
  test('changes name, handle and settings in one request, and tells the devices of the user', async () => {
    const user = await given.aUser()
    const device = await opens(user)
    const handle = given.aHandle('Zoë-')
    const answer = await renames(user, { display_name: '  Zoë \n Ó ', handle, strangers: 'requests' })
    const changed = { uuid: user.uuid, display_name: 'Zoë Ó', handle: handle.replace('Zoë-', 'zoe_') }
    then.isAnswered(answer, { ...changed, strangers: 'requests' })
    await device.receives({ type: 'me' })
    then.isAnswered(await me(user), answer.body)
    then.isAnswered(await short(handle), changed)
    then.isRefused(await short(user.handle), 404, 'user_not_found')
    await works(user)
  })

  test.each([
    ['display_name', ''],
    ['display_name', '\u200b'],
    ['display_name', 'x'.repeat(65)],
    ['display_name', null],
    ['display_name', 7],
    ['handle', ''],
    ['handle', '???'],
    ['handle', '[deleted]'],
    ['handle', null],
    ['handle', ['me']],
  ])('refuses %s %j', async (name, value) => {
    const user = await given.aUser()
    const answer = await renames(user, { [name]: value })
    then.isRefused(answer, 422, `${name}_invalid`)
    expect(takesJobs(user)).toEqual([])
  })

  test('writes nothing and sends no job if nothing changes', async () => {
    const user = await given.aUser({ displayName: 'Ann' })
    await me(user)
    for (const body of [
      {},
      { display_name: ' Ann ', handle: `@${user.handle.toUpperCase()}` },
      { strangers: 'inbox' },
    ]) {
      const { commands } = await meter(async () => expect((await renames(user, body)).status).toBe(200))
      expect(commands).toEqual(['GetItem'])
    }
    expect(takesJobs(user)).toEqual([])
  })

  test('changes nothing if the queue refuses the job that is sent before', async () => {
    const user = await given.aUser()
    refuses(1)
    then.isRefused(await renames(user, { display_name: 'New' }), 500, 'internal_error')
    expect((await me(user)).body.display_name).toBe(user.displayName)
    expect(takesJobs(user)).toEqual([])
  })

  test('has a limit of its own for names', async () => {
    const user = await given.aUser()
    process.env.RENAMES_PER_HOUR = '2'
    const answers = [...'abc'].map((display_name) => () => renames(user, { display_name }))
    const statuses = []
    for (const answer of answers) statuses.push((await answer()).status)
    expect(statuses).toEqual([200, 200, 429])
    expect((await renames(user, { strangers: 'nobody' })).status).toBe(200)
    process.env.RENAMES_PER_HOUR = '1000000'
  })
})

describe('a handle', () => {
  test('that somebody else has is taken, and no job is sent for it', async () => {
    const [user, other] = await Promise.all([given.aUser(), given.aUser()])
    const answer = await renames(user, { display_name: 'New', handle: other.handle })
    then.isRefused(answer, 409, 'handle_taken')
    expect((await me(user)).body).toMatchObject({ handle: user.handle, display_name: user.displayName })
    expect(takesJobs(user)).toEqual([])
  })

  test('that was given up is reserved for 30 days, also from sign-ups, and its owner can take it back', async () => {
    const [user, other] = await Promise.all([aPatientUser(), aPatientUser()])
    const now = Date.now()
    await at(now, () => hasRenamed(user, { handle: given.aHandle() }))
    await at(now + 30 * aDay - 1, async () => {
      then.isRefused(await renames(other, { handle: user.handle }), 409, 'handle_taken')
      const newcomer = {
        ...other,
        uuid: crypto.randomUUID(),
        cognitoUserId: undefined,
        handles: [user.handle],
      }
      await expect(createUser(newcomer)).rejects.toMatchObject({ code: 'handle_taken' })
      await hasRenamed(user, { handle: user.handle })
    })
    expect((await short(user.handle)).body.uuid).toBe(user.uuid)
    await works(user)
  })

  test('is free after 30 days, even if the time to live has not deleted the reservation', async () => {
    const [user, other] = await Promise.all([aPatientUser(), aPatientUser()])
    const now = Date.now()
    await at(now, () => hasRenamed(user, { handle: given.aHandle() }))
    const [reservation] = await itemsIn(`HDL#${user.handle}`)
    expect(reservation).toEqual({
      pk: `HDL#${user.handle}`,
      sk: 'USR',
      uuid: user.uuid,
      reserved_until: new Date(now + 30 * aDay).toISOString(),
      expires_at: Math.ceil((now + 30 * aDay) / 1000),
    })
    await at(now + 30 * aDay, () => hasRenamed(other, { handle: user.handle }))
    expect((await short(user.handle)).body.uuid).toBe(other.uuid)
    // The former owner can neither take it back nor delete it with their account.
    await at(now + 30 * aDay, async () =>
      then.isRefused(await renames(user, { handle: user.handle }), 409, 'handle_taken'),
    )
    await erases(user)
    expect((await short(user.handle)).body.uuid).toBe(other.uuid)
  })

  test('can be changed five times in 30 days, not counting those that are taken back', async () => {
    const user = await aPatientUser()
    const now = Date.now()
    const handles = Array.from({ length: 6 }, () => given.aHandle())
    const changes = (handle: string, day: number) => at(now + day * aDay, () => renames(user, { handle }))
    for (const [day, handle] of handles.slice(0, 5).entries())
      expect((await changes(handle, day)).status).toBe(200)
    const refused = await changes(String(handles[5]), 5)
    then.isRefused(refused, 429, 'too_many_requests')
    expect(refused.headers.get('retry-after')).toBe(String((25 * aDay) / 1000))
    expect((await changes(user.handle, 5)).status).toBe(200)
    expect((await at(now + 5 * aDay, () => renames(user, { display_name: 'New' }))).status).toBe(200)
    expect((await changes(String(handles[5]), 31)).status).toBe(200)
    expect((await getUserByUuid(user.uuid))?.reservedHandles).toHaveLength(5)
    await works(user)
  })

  test('that is the name of a property of every JavaScript object is reserved and freed like every other', async () => {
    for (const name of ['__proto__', 'constructor']) {
      const user = await given.aUser({ handle: name })
      await hasRenamed(user, { handle: given.aHandle() })
      expect((await getUserByUuid(user.uuid))?.reservedHandles).toMatchObject([{ handle: name }])
      await erases(user)
      expect(await itemsIn(`HDL#${name}`)).toEqual([])
      await works(user)
    }
  })

  test('that is reserved is exported, is not found by the commands, and is free after an erasure', async () => {
    const user = await given.aUser()
    const { handle } = await hasRenamed(user, { handle: given.aHandle() })
    const { stdout } = await runs('users:export', handle)
    expect(JSON.parse(stdout).profile.reserved_handles).toEqual([
      { handle: user.handle, until: expect.stringMatching(/Z$/) },
    ])
    expect((await runs('users:erase', user.handle, '--wait', '0')).stderr).toContain('No such user')
    const scanned = (await runs('ddb:scan')).stdout.split('\n').filter((line) => line.includes(user.handle))
    expect(scanned).toEqual([expect.stringMatching(/^reservation .* has given up$/)])
    await works(user)
    await erases(user)
    expect(await leftOf([user.handle, handle])).toEqual([])
    expect(
      await createUser({
        ...user,
        uuid: crypto.randomUUID(),
        cognitoUserId: undefined,
        handles: [user.handle],
      }),
    ).toMatchObject({ handle: user.handle })
  })
})
