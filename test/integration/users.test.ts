import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { claimFrom } from '../../src/domain/claim.ts'
import { addClaim, changeUser } from '../../src/repository/admin/users.ts'
import { listImportedUsers } from '../../src/repository/claims.ts'
import {
  addUser,
  createUser,
  getUserByCognitoId,
  getUserByHandle,
  getUserByUuid,
  giveCognitoId,
} from '../../src/repository/users.ts'
import { erases } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { allItems } from '../steps/table.ts'

given.anEngine()

const newUser = (handle = given.aHandle()) => ({
  uuid: randomUUID(),
  displayName: 'Some Body',
  cognitoUserId: randomUUID(),
  handles: [handle],
})

const everyWay = async (user: { uuid: string; handle: string; cognitoUserId?: string | undefined }) =>
  Promise.all([
    getUserByUuid(user.uuid),
    getUserByHandle(user.handle),
    getUserByCognitoId(user.cognitoUserId ?? ''),
  ])

describe('creating a user', () => {
  test('stores the user by uuid, handle and Cognito id', async () => {
    const user = await createUser(newUser())
    expect(await everyWay(user)).toEqual([user, user, user])
  })

  test('gives a handle to one of twenty concurrent sign-ups, and leaves no items of the others', async () => {
    const handle = given.aHandle()
    const people = Array.from({ length: 20 }, () => newUser(handle))
    const outcomes = await Promise.allSettled(people.map(createUser))
    const losers = people.filter((_, index) => outcomes[index]?.status === 'rejected')
    expect(losers).toHaveLength(19)
    expect(outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))).toEqual(
      losers.map(() => 'handle_taken'),
    )
    for (const { uuid, cognitoUserId } of losers) {
      expect(await Promise.all([getUserByUuid(uuid), getUserByCognitoId(cognitoUserId)])).toEqual([
        undefined,
        undefined,
      ])
    }
  })

  test('takes the next handle when the first has an owner', async () => {
    const owner = await createUser(newUser())
    const spare = given.aHandle()
    const user = await createUser({ ...newUser(), handles: [owner.handle, spare] })
    expect(user.handle).toBe(spare)
    expect(await getUserByHandle(owner.handle)).toEqual(owner)
  })

  test('twenty times concurrently for one Cognito id creates one user, and returns it to every caller', async () => {
    const cognitoUserId = randomUUID()
    const users = await Promise.all(
      Array.from({ length: 20 }, () => createUser({ ...newUser(), cognitoUserId })),
    )
    expect(new Set(users.map(({ uuid }) => uuid)).size).toBe(1)
    expect(await getUserByCognitoId(cognitoUserId)).toEqual(users[0])
  })
})

const aDay = 24 * 60 * 60_000

describe('renaming a user', () => {
  test('changes all three items of the user, and reserves the old handle for 30 days', async () => {
    const before = await createUser(newUser())
    const handle = given.aHandle()
    const now = Date.now()
    const user = await changeUser(before.uuid, { handle, displayName: 'New Name' }, now)
    const until = new Date(now + 30 * aDay).toISOString()
    const names = { handle, displayName: 'New Name' }
    expect(user).toEqual({
      ...before,
      ...names,
      profileVersion: 1,
      reservedHandles: [{ handle: before.handle, until }],
    })
    expect(await everyWay(user)).toEqual([user, user, user])
    expect(await getUserByHandle(before.handle)).toBeUndefined()
    await expect(createUser(newUser(before.handle))).rejects.toMatchObject({ code: 'handle_taken' })
  })

  test('to a handle that has an owner is refused, and changes neither', async () => {
    const owner = await createUser(newUser())
    const user = await createUser(newUser())
    await expect(changeUser(user.uuid, { handle: owner.handle })).rejects.toMatchObject({
      code: 'handle_taken',
    })
    expect(await everyWay(user)).toEqual([user, user, user])
    expect(await everyWay(owner)).toEqual([owner, owner, owner])
  })

  test('leaves one owner and no orphan when ten renames race', async () => {
    const before = await createUser(newUser())
    const handles = Array.from({ length: 10 }, () => given.aHandle())
    const outcomes = await Promise.allSettled(handles.map((handle) => changeUser(before.uuid, { handle })))
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true)
    const user = await getUserByUuid(before.uuid)
    const owned = await Promise.all([before.handle, ...handles].map(getUserByHandle))
    expect(owned.filter((owner) => owner)).toEqual([user])
    expect(await getUserByCognitoId(before.cognitoUserId ?? '')).toEqual(user)
  })

  test('works for a user without a Cognito id', async () => {
    const { cognitoUserId, ...imported } = newUser()
    const user = await createUser(imported)
    const renamed = await changeUser(user.uuid, { displayName: 'Imported' })
    expect(await getUserByHandle(user.handle)).toEqual(renamed)
  })

  test('that does not exist is refused', async () => {
    await expect(changeUser(randomUUID(), { displayName: 'X' })).rejects.toMatchObject({
      code: 'user_not_found',
    })
  })
})

describe('a user who can be claimed', () => {
  const anImported = async () => {
    const email = `${randomUUID()}@example.org`
    const user = {
      uuid: randomUUID(),
      handle: given.aHandle(),
      displayName: 'Some Body',
      claim: claimFrom(email),
    }
    expect(await addUser(user)).toBeUndefined()
    return { user, email }
  }
  const claimsOf = async (uuid: string) =>
    (await allItems()).filter(({ pk, sk }) => String(pk).startsWith('CLM#') && sk === uuid)

  test('is given to one of twenty concurrent claims, and cannot be claimed again', async () => {
    const { user, email } = await anImported()
    const ids = Array.from({ length: 20 }, () => randomUUID())
    const given = await Promise.all(ids.map((id) => giveCognitoId(user, id)))
    expect(given.filter(Boolean)).toHaveLength(1)
    const owners = await Promise.all(ids.map(getUserByCognitoId))
    expect(owners.filter(Boolean)).toEqual([await getUserByUuid(user.uuid)])
    expect([await listImportedUsers(email), await claimsOf(user.uuid)]).toEqual([[], []])
    expect(await addClaim(user, claimFrom(email) ?? '')).toBe(false)
  })

  test('is not changed by a write that is based on a read before the claim', async () => {
    const { user } = await anImported()
    expect(await giveCognitoId({ ...user, claim: undefined }, randomUUID())).toBe(false)
    expect(await claimsOf(user.uuid)).toHaveLength(1)
  })

  test('leaves no claim when erased', async () => {
    const { user } = await anImported()
    await erases(user)
    expect(await claimsOf(user.uuid)).toEqual([])
  })
})
