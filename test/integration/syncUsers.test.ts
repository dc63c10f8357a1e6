import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CognitoIdentityProviderClient, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startCognito } from '../../local/cognito.ts'
import { pool } from '../../local/pool.ts'
import {
  changeUser,
  createUser,
  getUserByCognitoId,
  getUserByHandle,
  getUserByUuid,
} from '../../src/repository/users.ts'
import { type Aws, type PoolPerson, startAws } from '../steps/aws.ts'
import { cognitoAt } from '../steps/cognito.ts'
import { freePort } from '../steps/freePort.ts'
import * as given from '../steps/given.ts'
import { isHarmless } from '../steps/printed.ts'
import { runsIn } from '../steps/program.ts'
import { allItems } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

given.anEngine()

let aws: Aws
const at = (port: number) => ({ environment: { LOCAL_COGNITO_PORT: String(port) } })
const nothing = { dry_run: false, added: 0, changed: 0, unchanged: 0, conflicting: 0, unconfirmed: 0 }

beforeAll(async () => {
  aws = await startAws()
})
beforeEach(() => {
  Object.assign(aws.account, { people: [], perPage: 60, meeting: { operation: '', left: 0 } })
})

const somebody = (more: Partial<PoolPerson> = {}): PoolPerson => ({
  sub: randomUUID(),
  preferred_username: given.aHandle(),
  name: 'Some Body',
  ...more,
})

/** A user as "users:import" leaves them: known, and unknown to the pool. */
const anImported = (handle: string, cognitoUserId?: string) =>
  createUser({
    uuid: randomUUID(),
    displayName: 'Imported',
    handles: [handle],
    ...(cognitoUserId ? { cognitoUserId } : {}),
  })

/** Syncs with a pool of these people, who answer in this order. */
const syncs = async (people: PoolPerson[], ...flags: string[]) => {
  aws.account.people = people
  const { code, stdout, stderr } = await runsIn(at(aws.port), 'cognito:sync-users', ...flags)
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^\{.*\}\n$/)])
  return { counts: JSON.parse(stdout), stderr }
}

describe('npm run cognito:sync-users', () => {
  test('creates who is missing, and a second time leaves them as they are', async () => {
    const person = somebody()
    const { counts, stderr } = await syncs([person])
    expect([counts, stderr]).toEqual([{ ...nothing, added: 1 }, 'People of the pool: 1\n'])
    const user = await getUserByCognitoId(person.sub)
    expect(user).toMatchObject({ handle: person.preferred_username, displayName: 'Some Body' })
    expect(await getUserByHandle(person.preferred_username ?? '')).toEqual(user)
    expect(await getUserByUuid(user?.uuid ?? '')).toEqual(user)

    const before = await allItems()
    expect((await syncs([person])).counts).toEqual({ ...nothing, unchanged: 1 })
    expect(await allItems()).toEqual(before)
  })

  test.each([
    ['that had none', undefined],
    ['that had one which nobody of the pool has any more', randomUUID()],
  ])('writes the id into the user of the handle %s, and frees the old one', async (_, stale) => {
    const person = somebody()
    const before = await anImported(person.preferred_username ?? '', stale)
    const { counts, stderr } = await syncs([person])
    expect(counts).toEqual({ ...nothing, changed: 1 })
    expect(stderr).toContain(`changed: ${before.handle} from ${stale ?? 'no Cognito id'} to ${person.sub}\n`)
    const after = { ...before, cognitoUserId: person.sub }
    expect(await getUserByCognitoId(person.sub)).toEqual(after)
    expect(await getUserByHandle(before.handle)).toEqual(after)
    expect(await getUserByUuid(before.uuid)).toEqual(after)
    if (stale) expect(await getUserByCognitoId(stale)).toBeUndefined()
    expect((await syncs([person])).counts).toEqual({ ...nothing, unchanged: 1 })
  })

  test('leaves somebody who is called something else by now, and the rest', async () => {
    const person = somebody()
    await syncs([person])
    const user = await getUserByCognitoId(person.sub)
    const renamed = await changeUser(user?.uuid ?? '', {
      handle: given.aHandle('renamed'),
      displayName: 'Renamed',
    })
    const bystander = await anImported(given.aHandle('bystander'), randomUUID())
    const before = await allItems()
    expect((await syncs([person])).counts).toEqual({ ...nothing, unchanged: 1 })
    expect(await allItems()).toEqual(before)
    expect(await getUserByCognitoId(person.sub)).toEqual(renamed)
    expect(await getUserByUuid(bystander.uuid)).toEqual(bystander)
  })

  test('overwrites nobody: a handle of somebody else of the pool is a conflict, and is named', async () => {
    const owner = somebody()
    await syncs([owner])
    const rival = somebody({ preferred_username: owner.preferred_username?.toUpperCase() ?? '' })
    const before = await allItems()
    const { counts, stderr } = await syncs([rival, owner])
    expect(counts).toEqual({ ...nothing, unchanged: 1, conflicting: 1 })
    expect(stderr).toContain(
      `conflict: ${rival.sub} wishes to be called "${owner.preferred_username}", which is ${owner.sub}`,
    )
    expect(await allItems()).toEqual(before)
  })

  test('leaves alone who has not confirmed, and whose wish is no handle', async () => {
    const before = await allItems()
    const { counts, stderr } = await syncs([
      somebody({ status: 'UNCONFIRMED' }),
      somebody({ preferred_username: '!!!' }),
      { sub: randomUUID() },
    ])
    expect(counts).toEqual({ ...nothing, unconfirmed: 1, conflicting: 2 })
    expect(stderr).toMatch(/wishes to be called "", which is no handle/)
    expect(await allItems()).toEqual(before)
  })

  test('makes a handle of a wish as sign-up does', async () => {
    const start = given.aHandle('z')
    const person = somebody({ preferred_username: `Zoë ${start}`, name: '' })
    await syncs([person])
    expect(await getUserByCognitoId(person.sub)).toMatchObject({ handle: `zoe_${start}`.slice(0, 30) })
  })

  describe('where two of the pool wish for one handle', () => {
    test.each<[string, (handle: string) => Promise<unknown>, object]>([
      ['that nobody has', async () => undefined, { added: 1 }],
      ['of a user without an id', (handle) => anImported(handle), { changed: 1 }],
      ['of a user with an id of nobody', (handle) => anImported(handle, randomUUID()), { changed: 1 }],
    ])('%s, one gets it, and the other is a conflict', async (_, prepare, one) => {
      const [first, second] = [somebody(), somebody()]
      second.preferred_username = first.preferred_username ?? ''
      await prepare(first.preferred_username ?? '')
      const { counts } = await syncs([first, second])
      const [user, other] = await Promise.all([first, second].map(({ sub }) => getUserByCognitoId(sub)))
      expect(counts).toEqual({ ...nothing, ...one, conflicting: 1 })
      expect([user, other].filter(Boolean)).toHaveLength(1)
      expect((await syncs([first, second])).counts).toEqual({ ...nothing, unchanged: 1, conflicting: 1 })
    })

    test('a dry run says what would come of it', async () => {
      const people = [somebody(), somebody()]
      const handle = people[0]?.preferred_username ?? ''
      const wishing = people.map((person) => ({ ...person, preferred_username: handle }))
      const dry = await syncs(wishing, '--dry-run')
      expect(dry.counts).toEqual({ ...nothing, dry_run: true, added: 1, conflicting: 1 })
    })
  })

  test('a dry run counts as it would, names as it would, and writes nothing', async () => {
    const [known, imported, rival, unconfirmed] = [
      somebody(),
      somebody(),
      somebody(),
      somebody({ status: 'UNCONFIRMED' }),
    ]
    await syncs([known])
    await anImported(imported.preferred_username ?? '')
    rival.preferred_username = known.preferred_username ?? ''
    const people = [known, imported, rival, unconfirmed, somebody()]
    const before = await allItems()
    const dry = await syncs(people, '--dry-run')
    expect(dry.counts).toEqual({
      dry_run: true,
      added: 1,
      changed: 1,
      unchanged: 1,
      conflicting: 1,
      unconfirmed: 1,
    })
    expect(dry.stderr).toContain(`would be changed: ${imported.preferred_username}`)
    expect(await allItems()).toEqual(before)
    expect((await syncs(people)).counts).toEqual({ ...dry.counts, dry_run: false })
  })

  test('reads all pages of the pool', async () => {
    const people = Array.from({ length: 150 }, () => somebody())
    const asked = aws.asked.length
    expect((await syncs(people)).counts).toEqual({ ...nothing, added: 150 })
    const inputs = aws.asked.slice(asked).map(({ input }) => [input.Limit, input.PaginationToken])
    expect(inputs).toEqual([
      [60, undefined],
      [60, '60'],
      [60, '120'],
    ])
    for (const { sub } of people.slice(-5)) expect(await getUserByCognitoId(sub)).toBeDefined()
    aws.account.perPage = 7
    expect((await syncs(people)).counts).toEqual({ ...nothing, unchanged: 150 })
  })

  test('twice at the same time makes everybody once, and calls nobody a conflict', async () => {
    const people = Array.from({ length: 60 }, () => somebody())
    for (const person of people.slice(0, 30)) await anImported(person.preferred_username ?? '')
    aws.account.meeting = { operation: 'ListUsers', left: 2 }
    const [one, other] = await Promise.all([syncs(people), syncs(people)])
    const users = await Promise.all(people.map(({ sub }) => getUserByCognitoId(sub)))
    expect(users.map((user) => user?.handle)).toEqual(
      people.map(({ preferred_username }) => preferred_username),
    )
    const uuids = new Set(users.map((user) => user?.uuid))
    expect((await allItems()).filter(({ uuid }) => uuids.has(String(uuid)))).toHaveLength(3 * 60)
    expect(one.counts.added + other.counts.added).toBe(30)
    expect([one.counts.conflicting, other.counts.conflicting]).toEqual([0, 0])
  })

  test('twice at the same time, about two who wish for one handle, overwrites neither', async () => {
    const [first, second] = [somebody(), somebody()]
    second.preferred_username = first.preferred_username ?? ''
    await anImported(first.preferred_username ?? '')
    // Both runs have seen that the user has no id, and write side by side: one about the one, one about the other.
    aws.account.meeting = { operation: 'TransactWriteItems', left: 2 }
    const run = async (people: PoolPerson[]) => {
      const pool = await startAws({ people })
      const environment = { LOCAL_COGNITO_PORT: String(pool.port), AWS_ENDPOINT_URL_DYNAMODB: aws.url }
      const { code, stdout } = await runsIn({ environment }, 'cognito:sync-users')
      expect(code).toBe(0)
      return JSON.parse(stdout)
    }
    const [one, other] = await Promise.all([run([first, second]), run([second, first])])
    expect(one.changed + other.changed).toBe(1)
    const users = await Promise.all([first, second].map(({ sub }) => getUserByCognitoId(sub)))
    expect(users.filter(Boolean)).toHaveLength(1)
    expect((await syncs([first, second])).counts).toEqual({ ...nothing, unchanged: 1, conflicting: 1 })
  })

  test('says that a pool is not there, and not that a table is', async () => {
    for (const command of ['cognito:list-users', 'cognito:sync-users']) {
      aws.account.isPoolGone = true
      const { code, stdout, stderr } = await runsIn(at(aws.port), command)
      aws.account.isPoolGone = false
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toMatch(/pool/)
      expect(stderr).not.toMatch(/table|^ {4}at /m)
    }
  })
})

describe('npm run cognito:list-users', () => {
  const lists = async (people: PoolPerson[]) => {
    aws.account.people = people
    const { code, stdout, stderr } = await runsIn(at(aws.port), 'cognito:list-users')
    expect([code, stderr]).toEqual([0, ''])
    return stdout
  }

  test('prints everybody of all pages as {handle: sub}', async () => {
    const people = Array.from({ length: 130 }, () => somebody())
    aws.account.perPage = 50
    const expected = Object.fromEntries(
      people.map(({ preferred_username, sub }) => [preferred_username, sub]),
    )
    expect(JSON.parse(await lists(people))).toEqual(expected)
  })

  test('prints nobody as an empty object', async () => {
    expect(await lists([])).toBe('{}\n')
  })

  test('leaves nobody out: whose wish is taken, or none, or a word of JavaScript, is there by another name', async () => {
    const [one, same, again, none, proto] = [
      somebody({ preferred_username: 'zoe' }),
      somebody({ preferred_username: 'Zoë' }),
      somebody({ preferred_username: 'ZOE' }),
      { sub: randomUUID() },
      somebody({ preferred_username: '__proto__' }),
    ]
    const stdout = await lists([one, same, again, none, proto])
    const pairs = [...stdout.matchAll(/^ {2}"([a-z0-9_]+)": "(.+)"/gm)].map(([, handle, sub]) => [
      handle,
      sub,
    ])
    const own = (sub: string) => sub.replaceAll('-', '').slice(0, 12)
    expect(pairs).toEqual([
      ['zoe', one.sub],
      [`zoe_${own(same.sub)}`, same.sub],
      [`zoe_${own(again.sub)}`, again.sub],
      [`user_${own(none.sub)}`, none.sub],
      ['proto', proto.sub],
    ])
    expect(Object.keys(JSON.parse(stdout))).toHaveLength(5)
  })

  test('writes nothing into the terminal that it would obey', async () => {
    const people = [
      somebody({ preferred_username: '\x1b[31mred', name: '\x07' }),
      somebody({ preferred_username: '\u202eevil' }),
    ]
    isHarmless(await lists(people))
    const { stderr } = await syncs(people)
    isHarmless(stderr)
  })
})

describe('with the Cognito of the local stack', () => {
  const signedUp = given.aHandle('signed')
  const people = ['owner', 'imported', 'newcomer'].map((start) => {
    const handle = given.aHandle(start)
    const names = { handle, display_name: `The ${start}`, email: `${handle}@example.org` }
    return { uuid: randomUUID(), ...names, cognito_user_id: randomUUID() }
  })
  let port = 0
  beforeAll(async () => {
    port = await freePort()
    const folder = mkdtempSync(join(tmpdir(), 'cruddur-cognito-'))
    const nowhere = { lambdaUrl: 'http://127.0.0.1:9', createUserFunction: 'nothing' }
    const child = await startCognito({ host: '127.0.0.1', port, folder, people, ...nowhere })
    given.endWith(child.end)
    const endpoint = `http://127.0.0.1:${port}`
    Object.assign(process.env, {
      COGNITO_USER_POOL_ID: pool.userPoolId,
      COGNITO_CLIENT_ID: pool.clientId,
      COGNITO_JWKS_URI: `${endpoint}/${pool.userPoolId}/.well-known/jwks.json`,
    })
    const client = new CognitoIdentityProviderClient({ endpoint })
    const UserAttributes = Object.entries({
      email: `${signedUp}@example.org`,
      name: 'Not Yet',
      preferred_username: signedUp,
    }).map(([Name, Value]) => ({ Name, Value }))
    const Username = `${signedUp}@example.org`
    await client.send(
      new SignUpCommand({ ClientId: pool.clientId, Username, Password: pool.password, UserAttributes }),
    )
    client.destroy()
  })

  test('lists everybody', async () => {
    const { code, stdout } = await runsIn(at(port), 'cognito:list-users')
    const expected = Object.fromEntries(
      people.map(({ handle, cognito_user_id }) => [handle, cognito_user_id]),
    )
    expect([code, JSON.parse(stdout)]).toEqual([0, { ...expected, [signedUp]: expect.any(String) }])
  })

  test('lets those in whom it has found, with all that was theirs, and nobody who has not confirmed', async () => {
    const [owner, imported, newcomer] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
    const other = await given.aUser()
    await createUser({
      uuid: owner.uuid,
      displayName: owner.display_name,
      cognitoUserId: owner.cognito_user_id,
      handles: [owner.handle],
    })
    const stale = randomUUID()
    await createUser({
      uuid: imported.uuid,
      displayName: 'Imported',
      cognitoUserId: stale,
      handles: [imported.handle],
    })

    const cognito = cognitoAt(`http://127.0.0.1:${port}`)
    const me = async ({ email }: { email: string }) => {
      const { AccessToken: token = '' } = await cognito.signIn(email)
      return calls('GET', '/api/users/me', { as: { token } })
    }
    then.isRefused(await me(newcomer), 403, 'user_unknown')
    then.isRefused(await me(imported), 403, 'user_unknown')

    const { code, stdout } = await runsIn(at(port), 'cognito:sync-users')
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { ...nothing, added: 1, changed: 1, unchanged: 1, unconfirmed: 1 },
    ])
    then.isAnswered(await me(owner), {
      uuid: owner.uuid,
      handle: owner.handle,
      display_name: owner.display_name,
    })
    then.isAnswered(await me(imported), {
      uuid: imported.uuid,
      handle: imported.handle,
      display_name: 'Imported',
    })
    expect((await me(newcomer)).body).toMatchObject({ handle: newcomer.handle, display_name: 'The newcomer' })
    expect(await getUserByHandle(signedUp)).toBeUndefined()
    expect(await getUserByUuid(other.uuid)).toMatchObject({ cognitoUserId: other.cognitoUserId })
  })
})
