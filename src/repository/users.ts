import { displayNameOr } from '../domain/displayName.ts'
import { VisibleError } from '../domain/error.ts'
import type { UserChange } from '../domain/profile.ts'
import { isHandle, type User } from '../domain/user.ts'
import { env } from '../env.ts'
import { type Key, userKeys } from './keys.ts'
import { getItem, getItems } from './reads.ts'
import { changeWrites, isReservation, newUserWrites, userOf } from './userItems.ts'
import { attributeEquals, transactWrite, type Write } from './writes.ts'

/** Erasure turns the items of a user into tombstones (erasure/user.ts). */
const isErased = (item: Record<string, unknown>): boolean => item.erased_at !== undefined

const getUser = async (key: Key): Promise<User | undefined> => {
  const item = await getItem(key)
  return item && !isErased(item) && !isReservation(item) ? userOf(item) : undefined
}

const exists = 'attribute_exists(pk) AND attribute_not_exists(erased_at)'

const check = (
  uuid: string,
  ConditionExpression: string,
  ExpressionAttributeValues?: Record<string, unknown>,
): Write => ({
  ConditionCheck: {
    TableName: env.tableName,
    Key: userKeys.byUuid(uuid),
    ConditionExpression,
    ExpressionAttributeValues,
  },
})

/** A condition of a transaction: the user exists and is not being erased. */
export const mustExist = (uuid: string): Write => check(uuid, exists)

/** A condition of a transaction: the user exists, and has not signed out everywhere since they signed in at this time. */
export const mustBeSignedIn = (uuid: string, signedInAt: number): Write =>
  check(uuid, `${exists} AND (attribute_not_exists(signed_out_at) OR signed_out_at < :signed_in_at)`, {
    ':signed_in_at': new Date(signedInAt).toISOString(),
  })

/** A condition of a transaction: the user is not being erased. Old messages can be by people who were never imported. */
export const mustNotBeErased = (uuid: string): Write => check(uuid, 'attribute_not_exists(erased_at)')

/** A condition of a transaction: the user is not being erased, and has the names that were read. */
export const mustHaveNames = ({ uuid, version }: { uuid: string; version?: number | undefined }): Write =>
  check(
    uuid,
    `attribute_not_exists(erased_at) AND ${attributeEquals('profile_version', version)}`,
    version === undefined ? undefined : { ':profile_version': version },
  )

/** A condition of a transaction: the user exists, is neither being erased nor suspended, and has the names that were read. */
export const mustBeCurrent = ({ uuid, profileVersion }: User): Write =>
  check(
    uuid,
    `${exists} AND attribute_not_exists(suspended_at) AND ${attributeEquals('profile_version', profileVersion)}`,
    profileVersion === undefined ? undefined : { ':profile_version': profileVersion },
  )

/** The users among items that were read. Leaves out those who have been erased. */
export const usersAmong = (items: Record<string, unknown>[]): User[] =>
  items.filter((item) => !isErased(item)).map(userOf)

/** Reads users, at most 100, with eventually consistent reads by default. Leaves out those who have been erased. */
export const getUsers = async (uuids: string[], { consistent = false } = {}): Promise<User[]> =>
  usersAmong(await getItems(uuids.map(userKeys.byUuid), { consistent }))

export const getUserByUuid = (uuid: string) => getUser(userKeys.byUuid(uuid))

/** The user of a request. */
export const requireUser = async (uuid: string): Promise<User> => {
  const user = await getUserByUuid(uuid)
  if (!user) throw new VisibleError('user_unknown')
  if (user.suspendedAt) throw new VisibleError('account_suspended')
  return user
}

export const getUserByHandle = async (handle: string) =>
  isHandle(handle) ? getUser(userKeys.byHandle(handle)) : undefined
export const getUserByCognitoId = (cognitoUserId: string) => getUser(userKeys.byCognitoId(cognitoUserId))

type UserSettings = Omit<UserChange, 'handle' | 'displayName'>

export type Taken = { uuid: boolean; handle: boolean; cognitoId: boolean }

/** Adds a user. Returns which of their keys are taken, or undefined if the user was added. */
export const addUser = async (user: User, now = Date.now()): Promise<Taken | undefined> => {
  const [uuid = false, handle = false, cognitoId = false] = await transactWrite(newUserWrites(user, now))
  return uuid || handle || cognitoId ? { uuid, handle, cognitoId } : undefined
}

type NewUser = {
  uuid: string
  displayName?: string | undefined
  cognitoUserId?: string | undefined
  handles: string[]
}

/** Creates a user with the first handle that is free. If the Cognito id already has a user, returns that user unchanged. */
export const createUser = async ({ handles, displayName, ...person }: NewUser): Promise<User> => {
  for (const handle of handles) {
    const user: User = { ...person, handle, displayName: displayNameOr(handle, displayName) }
    const taken = await addUser(user)
    if (!taken) return user
    const existing =
      taken.cognitoId && user.cognitoUserId ? await getUserByCognitoId(user.cognitoUserId) : undefined
    if (existing) return existing
    if (taken.uuid) throw new VisibleError('user_uuid_taken')
  }
  throw new VisibleError('handle_taken')
}

/** Changes a user unless somebody else has changed them since they were read. Returns whether it did. */
export const changeIfUnchanged = async (before: User, change: UserSettings): Promise<boolean> => {
  const failed = await transactWrite(changeWrites({ ...before, ...change }, before, Date.now()))
  return !failed.includes(true)
}

/** Links a user to a Cognito id and removes their claim. */
export const giveCognitoId = (before: User, cognitoUserId: string) =>
  changeIfUnchanged(before, { cognitoUserId, claim: undefined })
