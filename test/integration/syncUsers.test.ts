import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CognitoIdentityProviderClient, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startCognito } from '../../local/cognito.ts'
import { pool } from '../../local/pool.ts'
import { claimFrom } from '../../src/domain/claim.ts'
import { changeUser } from '../../src/repository/admin/users.ts'
import {
  addUser,
  createUser,
  getUserByCognitoId,
  getUserByHandle,
  getUserByUuid,
} from '../../src/repository/users.ts'
import { type Aws, type PoolPerson, startAws } from '../steps/aws.ts'
import { cognitoAt } from '../steps/cognito.ts'
import { freePort } from '../steps/freePort.ts'
import * as given from '../steps/given.ts'
import { aFileOf } from '../steps/oldUsers.ts'
import { isHarmless } from '../steps/printed.ts'
import { runs, runsIn } from '../steps/program.ts'
import { allItems } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

given.anEngine({ hasStream: false })

let aws: Aws
const at = (port: number) => ({ environment: { LOCAL_COGNITO_PORT: String(port) } })
const nothing = { dry_run: false, added: 0, changed: 0, unchanged: 0, conflicting: 0, unconfirmed: 0 }

beforeAll(async () => {
  aws = await startAws()
})
beforeEach(() => {
  Object.assign(aws.account, { people: [], perPage: 60, barrier: { operation: '', left: 0 } })
})

/** An account of the pool with a verified e-mail address. */
const somebody = (more: Partial<PoolPerson> = {}): Required<PoolPerson> => ({
  sub: randomUUID(),
  preferred_username: given.aHandle(),
  name: 'Some Body',
  email: `${randomUUID()}@example.org`,
  email_verified: 'true',
  status: 'CONFIRMED',
  ...more,
})

/** A user as created by "users:import", without an account in the pool. */
const anImported = async ({
  email = '',
  handle = given.aHandle('imported'),
  cognitoUserId,
}: {
  email?: string | undefined
  handle?: string
  cognitoUserId?: string | undefined
} = {}) => {
  const user = { uuid: randomUUID(), handle, displayName: 'Imported', cognitoUserId, claim: claimFrom(email) }
  expect(await addUser(user)).toBeUndefined()
  return user
}

const claimsTo = async ({ uuid }: { uuid: string }) =>
  (await allItems()).filter(({ pk, sk }) => String(pk).startsWith('CLM#') && sk === uuid)

/** Runs cognito:sync-users with a pool of these accounts, in this order. */
const syncs = async (people: PoolPerson[], ...flags: string[]) => {
  aws.account.people = people
  const { code, stdout, stderr } = await runsIn(at(aws.port), 'cognito:sync-users', ...flags)
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^\{.*\}\n$/)])
  return { counts: JSON.parse(stdout), stderr }
}

describe('npm run cognito:sync-users', () => {
  test('creates missing users, and changes nothing a second time', async () => {
    const person = somebody()
    const { counts, stderr } = await syncs([person])
    expect([counts, stderr]).toEqual([{ ...nothing, added: 1 }, 'Accounts read: 1\n'])
    const user = await getUserByCognitoId(person.sub)
    expect(user).toMatchObject({ handle: person.preferred_username, displayName: 'Some Body' })
    expect(await getUserByHandle(person.preferred_username ?? '')).toEqual(user)
    expect(await getUserByUuid(user?.uuid ?? '')).toEqual(user)

    const before = await allItems()
    expect((await syncs([person])).counts).toEqual({ ...nothing, unchanged: 1 })
    expect(await allItems()).toEqual(before)
  })

  test.each([
    ['has no Cognito id', undefined],
    ['has one that is no longer in the pool', randomUUID()],
  ])('gives a user who %s to the account that has verified the imported e-mail address', async (_, stale) => {
    const person = somebody()
    const before = await anImported({ email: person.email.toUpperCase(), cognitoUserId: stale })
    const { counts, stderr } = await syncs([person])
    expect(counts).toEqual({ ...nothing, changed: 1 })
    expect(stderr).toContain(`changed: ${before.handle} from ${stale ?? 'no Cognito id'} to ${person.sub}\n`)
    const after = { ...before, cognitoUserId: person.sub, claim: undefined }
    expect(await getUserByCognitoId(person.sub)).toEqual(after)
    expect(await getUserByHandle(before.handle)).toEqual(after)
    expect(await getUserByUuid(before.uuid)).toEqual(after)
    if (stale) expect(await getUserByCognitoId(stale)).toBeUndefined()
    expect(await claimsTo(before)).toEqual([])
    expect((await syncs([person])).counts).toEqual({ ...nothing, unchanged: 1 })
  })

  test.each<[string, Partial<PoolPerson>]>([
    ['with another address', {}],
    ['with the address, but unverified', { email_verified: 'false' }],
  ])('gives no user to an account that requests the handle %s', async (_, more) => {
    const email = `${randomUUID()}@example.org`
    const imported = await anImported({ email })
    const stranger = somebody({ preferred_username: imported.handle.toUpperCase(), ...more })
    if (more.email_verified) stranger.email = email
    const before = await allItems()
    const { counts, stderr } = await syncs([stranger])
    expect(counts).toEqual({ ...nothing, conflicting: 1 })
    expect(stderr).toMatch(
      new RegExp(`^conflict: ${stranger.sub}: the handle "${imported.handle}" .* --map\\.$`, 'm'),
    )
    expect(await allItems()).toEqual(before)
  })

  test.each([
    ['', undefined],
    [', also where one of them has a Cognito id', randomUUID()],
  ])('reports a conflict for two users who were imported with one address%s', async (_, cognitoUserId) => {
    const person = somebody()
    const { email } = person
    const users = [await anImported({ email }), await anImported({ email, cognitoUserId })]
    const before = await allItems()
    const { counts, stderr } = await syncs([person])
    expect(counts).toEqual({ ...nothing, conflicting: 1 })
    for (const { handle } of users) expect(stderr).toContain(handle)
    expect(stderr).toMatch(/ were imported with the same e-mail address\. .* --map\.$/m)
    expect(await allItems()).toEqual(before)
  })

  test('keeps the Cognito id of a user if it is in the pool, even if another account has the address', async () => {
    const [owner, heir] = [somebody(), somebody()]
    const user = await anImported({ email: heir.email, cognitoUserId: owner.sub })
    const { counts } = await syncs([owner, heir])
    expect(counts).toEqual({ ...nothing, unchanged: 1, added: 1 })
    expect((await getUserByCognitoId(owner.sub))?.uuid).toBe(user.uuid)
    expect((await getUserByCognitoId(heir.sub))?.handle).toBe(heir.preferred_username)
  })

  test('does not merge users, and prints what to do', async () => {
    const person = somebody()
    await syncs([person])
    const imported = await anImported({ email: person.email })
    const before = await allItems()
    const { counts, stderr } = await syncs([person])
    expect(counts).toEqual({ ...nothing, conflicting: 1 })
    expect(stderr).toMatch(
      new RegExp(`has the user ${person.preferred_username}, but ${imported.handle} was .*users:erase`),
    )
    expect(await allItems()).toEqual(before)

    expect((await runs('users:erase', person.preferred_username, '--wait', '0')).code).toBe(0)
    expect((await syncs([person])).counts).toEqual({ ...nothing, changed: 1 })
    expect(await getUserByCognitoId(person.sub)).toMatchObject({ uuid: imported.uuid })
  })

  test('removes the claim of a user whose Cognito id is in the pool', async () => {
    const person = somebody()
    const user = await anImported({ email: person.email, cognitoUserId: person.sub })
    expect((await syncs([person], '--dry-run')).counts).toEqual({ ...nothing, dry_run: true, unchanged: 1 })
    expect(await claimsTo(user)).toHaveLength(1)
    expect((await syncs([person])).counts).toEqual({ ...nothing, unchanged: 1 })
    expect(await claimsTo(user)).toEqual([])
    expect(await getUserByHandle(user.handle)).toEqual({ ...user, claim: undefined })
  })

  test('accepts names and handles that DynamoDB would not store', async () => {
    const people = [
      somebody({ name: 'a\ud800' }),
      somebody({ name: 'x'.repeat(2048) }),
      somebody({ name: 'ㅤ' }),
      somebody({ email: 'a\ud800@example.org' }),
      somebody(),
    ]
    const { counts } = await syncs([...people, somebody({ preferred_username: '\ud800' })])
    expect(counts).toEqual({ ...nothing, added: 5, conflicting: 1 })
    const users = await Promise.all(people.map(({ sub }) => getUserByCognitoId(sub)))
    expect(users.map((user) => user?.displayName === user?.handle)).toEqual([true, true, true, false, false])
  })

  test('keeps a changed handle and name', async () => {
    const person = somebody()
    await syncs([person])
    const user = await getUserByCognitoId(person.sub)
    const renamed = await changeUser(user?.uuid ?? '', {
      handle: given.aHandle('renamed'),
      displayName: 'Renamed',
    })
    const bystander = await anImported({ cognitoUserId: randomUUID() })
    const before = await allItems()
    expect((await syncs([person])).counts).toEqual({ ...nothing, unchanged: 1 })
    expect(await allItems()).toEqual(before)
    expect(await getUserByCognitoId(person.sub)).toEqual(renamed)
    expect(await getUserByUuid(bystander.uuid)).toEqual(bystander)
  })

  test('reports a conflict for a handle of another account of the pool', async () => {
    const owner = somebody()
    await syncs([owner])
    const rival = somebody({ preferred_username: owner.preferred_username.toUpperCase() })
    const before = await allItems()
    const { counts, stderr } = await syncs([rival, owner])
    expect(counts).toEqual({ ...nothing, unchanged: 1, conflicting: 1 })
    expect(stderr).toContain(
      `conflict: ${rival.sub}: the handle "${owner.preferred_username}" belongs to ${owner.sub} in the same pool. Choose another`,
    )
    expect(await allItems()).toEqual(before)
  })

  test('skips accounts that are unconfirmed or request an invalid handle', async () => {
    const before = await allItems()
    const { counts, stderr } = await syncs([
      somebody({ status: 'UNCONFIRMED' }),
      somebody({ preferred_username: '!!!' }),
      { sub: randomUUID() },
    ])
    expect(counts).toEqual({ ...nothing, unconfirmed: 1, conflicting: 2 })
    expect(stderr).toMatch(/the handle "" is not valid/)
    expect(await allItems()).toEqual(before)
  })

  test('normalises a requested handle as sign-up does', async () => {
    const start = given.aHandle('z')
    const person = somebody({ preferred_username: `Zoë ${start}`, name: '' })
    await syncs([person])
    expect(await getUserByCognitoId(person.sub)).toMatchObject({ handle: `zoe_${start}`.slice(0, 30) })
  })

  test('gives a handle that two accounts request to one of them, and reports a conflict for the other', async () => {
    const [first, second] = [somebody(), somebody()]
    second.preferred_username = first.preferred_username
    const dry = await syncs([first, second], '--dry-run')
    expect(dry.counts).toEqual({ ...nothing, dry_run: true, added: 1, conflicting: 1 })
    const { counts } = await syncs([first, second])
    expect(counts).toEqual({ ...nothing, added: 1, conflicting: 1 })
    const users = await Promise.all([first, second].map(({ sub }) => getUserByCognitoId(sub)))
    expect(users.filter(Boolean)).toHaveLength(1)
    expect((await syncs([first, second])).counts).toEqual({ ...nothing, unchanged: 1, conflicting: 1 })
  })

  // In an existing pool that does not sign in by e-mail address, two accounts can have verified one.
  test('gives a user to one of two accounts that have verified the address', async () => {
    const [first, second] = [somebody(), somebody()]
    second.email = first.email
    const imported = await anImported({ email: first.email })
    const dry = await syncs([first, second], '--dry-run')
    expect(dry.counts).toEqual({ ...nothing, dry_run: true, changed: 1, added: 1 })
    expect((await syncs([first, second])).counts).toEqual({ ...nothing, changed: 1, added: 1 })
    const users = await Promise.all([first, second].map(({ sub }) => getUserByCognitoId(sub)))
    expect(users.filter((user) => user?.uuid === imported.uuid)).toHaveLength(1)
  })

  test('only counts and reports in a dry run', async () => {
    const [known, imported, rival, unconfirmed] = [
      somebody(),
      somebody(),
      somebody(),
      somebody({ status: 'UNCONFIRMED' }),
    ]
    await syncs([known])
    const { handle } = await anImported({ email: imported.email })
    rival.preferred_username = known.preferred_username
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
    expect(dry.stderr).toContain(`would be changed: ${handle}`)
    expect(await allItems()).toEqual(before)
    expect((await syncs(people)).counts).toEqual({ ...dry.counts, dry_run: false })
  })

  test('reads all pages of the pool', async () => {
    const people = Array.from({ length: 45 }, () => somebody())
    const asked = aws.asked.length
    aws.account.perPage = 20
    expect((await syncs(people)).counts).toEqual({ ...nothing, added: 45 })
    const inputs = aws.asked.slice(asked).map(({ input }) => [input.Limit, input.PaginationToken])
    expect(inputs).toEqual([
      [60, undefined],
      [60, '20'],
      [60, '40'],
    ])
    for (const { sub } of people.slice(-5)) expect(await getUserByCognitoId(sub)).toBeDefined()
    aws.account.perPage = 7
    expect((await syncs(people)).counts).toEqual({ ...nothing, unchanged: 45 })
  })

  test('creates every user once, without conflicts, when it runs twice at the same time', async () => {
    const people = Array.from({ length: 60 }, () => somebody())
    for (const { preferred_username: handle, email } of people.slice(0, 30))
      await anImported({ handle, email })
    aws.account.barrier = { operation: 'ListUsers', left: 2 }
    aws.account.people = people
    const run = async () => {
      const { code, stdout } = await runsIn({ ...at(aws.port), isAlone: true }, 'cognito:sync-users')
      expect(code).toBe(0)
      return JSON.parse(stdout)
    }
    const [one, other] = await Promise.all([run(), run()])
    const users = await Promise.all(people.map(({ sub }) => getUserByCognitoId(sub)))
    expect(users.map((user) => user?.handle)).toEqual(
      people.map(({ preferred_username }) => preferred_username),
    )
    const uuids = new Set(users.map((user) => user?.uuid))
    expect((await allItems()).filter(({ uuid }) => uuids.has(String(uuid)))).toHaveLength(3 * 60)
    expect(one.added + other.added).toBe(30)
    expect([one.conflicting, other.conflicting]).toEqual([0, 0])
  })

  test('overwrites neither of two accounts with the same address when it runs twice at the same time', async () => {
    const [first, second] = [somebody(), somebody()]
    const { handle } = await anImported({ email: first.email })
    for (const person of [first, second])
      Object.assign(person, { email: first.email, preferred_username: handle })
    // Both runs have read that the user has no id, and write at the same time, each for another account.
    aws.account.barrier = { operation: 'TransactWriteItems', left: 2 }
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

  test('reports a missing user pool', async () => {
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

describe('npm run cognito:sync-users --map', () => {
  const mapping = (...rows: [handle: string, cognitoUserId: string][]) =>
    aFileOf(['handle,cognito_user_id', ...rows.map((row) => row.join(',')), ''].join('\n'))

  test('gives the users to the Cognito ids of the file', async () => {
    const [person, other] = [somebody(), somebody()]
    const [user, theirs] = [
      await anImported({ email: other.email }),
      await anImported({ email: person.email }),
    ]
    const file = mapping([`@${user.handle.toUpperCase()}`, person.sub.toUpperCase()])
    const dry = await syncs([person, other], '--map', file, '--dry-run')
    expect(dry.counts).toEqual({ ...nothing, dry_run: true, changed: 1, added: 1 })
    const { counts, stderr } = await syncs([person, other], '--map', file)
    expect(counts).toEqual({ ...nothing, changed: 1, added: 1 })
    expect(stderr).toContain(`changed: ${user.handle} from no Cognito id to ${person.sub}\n`)
    expect(await getUserByCognitoId(person.sub)).toEqual({
      ...user,
      cognitoUserId: person.sub,
      claim: undefined,
    })
    expect((await getUserByCognitoId(other.sub))?.uuid).not.toBe(theirs.uuid)
    expect((await syncs([person, other], '--map', file)).counts).toEqual({ ...nothing, unchanged: 2 })
  })

  test('chooses between two users who were imported with one address', async () => {
    const person = somebody()
    const [user] = [await anImported({ email: person.email }), await anImported({ email: person.email })]
    const { counts } = await syncs([person], '--map', mapping([user.handle, person.sub]))
    expect([counts, (await getUserByCognitoId(person.sub))?.uuid]).toEqual([
      { ...nothing, changed: 1 },
      user.uuid,
    ])
  })

  test('replaces a Cognito id only if it is not in the pool', async () => {
    const [person, owner, another] = [somebody(), somebody(), somebody()]
    const stale = await anImported({ cognitoUserId: randomUUID() })
    const owned = await anImported({ cognitoUserId: owner.sub })
    const file = mapping([stale.handle, person.sub], [owned.handle, another.sub])
    const { counts, stderr } = await syncs([person, owner, another], '--map', file)
    expect(counts).toEqual({ ...nothing, changed: 1, unchanged: 1, conflicting: 1 })
    expect(stderr).toContain(`conflict: line 3: ${owned.handle} belongs to ${owner.sub} in the same pool`)
    expect((await getUserByCognitoId(person.sub))?.uuid).toBe(stale.uuid)
    expect((await getUserByCognitoId(owner.sub))?.uuid).toBe(owned.uuid)
  })

  test('reports the rows that it cannot apply, and applies the others', async () => {
    const [person, known, third] = [somebody(), somebody(), somebody()]
    await syncs([known])
    const [one, two] = [await anImported(), await anImported()]
    const unknown = randomUUID()
    const file = mapping(
      [one.handle, 'MOCK'],
      ['nobody_here', third.sub],
      [one.handle, known.sub],
      [one.handle, unknown],
      [two.handle, person.sub],
      [one.handle, person.sub],
    )
    const { counts, stderr } = await syncs([person, known, third], '--map', file)
    expect(counts).toEqual({ ...nothing, changed: 1, conflicting: 5 })
    for (const line of [
      'conflict: line 2: not a valid Cognito id: MOCK\n',
      'conflict: line 3: no user with the handle: nobody_here\n',
      `conflict: line 4: ${known.sub} already has the user ${known.preferred_username}. Erase that user first with "users:erase".\n`,
      `conflict: line 5: ${unknown} is not in the user pool\n`,
      `conflict: line 7: ${person.sub} is in the file twice\n`,
    ])
      expect(stderr).toContain(line)
    expect((await getUserByCognitoId(person.sub))?.uuid).toBe(two.uuid)
  })

  test.each([
    ['does not exist', () => '/nowhere/map.csv', /Can't read .*: ENOENT/],
    [
      'has other columns',
      () => aFileOf('uuid,handle\nx,y\n'),
      /names the columns handle and cognito_user_id/,
    ],
    ['is not a CSV file', () => aFileOf('handle,cognito_user_id\n"a\n'), /is not a valid CSV file/],
  ])('with a file that %s does nothing and prints an error', async (_, file, words) => {
    aws.account.people = [somebody()]
    const before = await allItems()
    const { code, stdout, stderr } = await runsIn(at(aws.port), 'cognito:sync-users', '--map', file())
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(words)])
    expect(await allItems()).toEqual(before)
  })
})

describe('npm run cognito:list-users', () => {
  const lists = async (people: PoolPerson[]) => {
    aws.account.people = people
    const { code, stdout, stderr } = await runsIn(at(aws.port), 'cognito:list-users')
    expect([code, stderr]).toEqual([0, ''])
    return stdout
  }

  test('prints all pages as {handle: sub}', async () => {
    const people = Array.from({ length: 130 }, () => somebody())
    aws.account.perPage = 50
    const expected = Object.fromEntries(
      people.map(({ preferred_username, sub }) => [preferred_username, sub]),
    )
    expect(JSON.parse(await lists(people))).toEqual(expected)
  })

  test('prints an empty pool as an empty object', async () => {
    expect(await lists([])).toBe('{}\n')
  })

  test('lists every account, under another name if the handle is taken, missing or a JavaScript property name', async () => {
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
      ['__proto__', proto.sub],
    ])
    expect(Object.keys(JSON.parse(stdout))).toHaveLength(5)
  })

  test('writes no control characters', async () => {
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

  test('lists every account', async () => {
    const { code, stdout } = await runsIn(at(port), 'cognito:list-users')
    const expected = Object.fromEntries(
      people.map(({ handle, cognito_user_id }) => [handle, cognito_user_id]),
    )
    expect([code, JSON.parse(stdout)]).toEqual([0, { ...expected, [signedUp]: expect.any(String) }])
  })

  test('lets synced users sign in with their data, and not unconfirmed ones', async () => {
    const [owner, imported, newcomer] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
    const other = await given.aUser()
    await createUser({
      uuid: owner.uuid,
      displayName: owner.display_name,
      cognitoUserId: owner.cognito_user_id,
      handles: [owner.handle],
    })
    const stale = randomUUID()
    await addUser({
      uuid: imported.uuid,
      displayName: 'Imported',
      cognitoUserId: stale,
      handle: imported.handle,
      claim: claimFrom(imported.email),
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
      strangers: 'inbox',
    })
    then.isAnswered(await me(imported), {
      uuid: imported.uuid,
      handle: imported.handle,
      display_name: 'Imported',
      strangers: 'inbox',
    })
    expect((await me(newcomer)).body).toMatchObject({ handle: newcomer.handle, display_name: 'The newcomer' })
    expect(await getUserByHandle(signedUp)).toBeUndefined()
    expect(await getUserByUuid(other.uuid)).toMatchObject({ cognitoUserId: other.cognitoUserId })
  })
})
