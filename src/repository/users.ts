import { displayNameOr } from '../domain/displayName.ts'
import { VisibleError } from '../domain/error.ts'
import { isHandle, type User } from '../domain/user.ts'
import { env } from '../env.ts'
import { putEntries } from './directory.ts'
import { claimKey, type Key, userKeys } from './keys.ts'
import { getItem, getItems } from './reads.ts'
import { attributeEquals, newItem, repeatChange, transactWrite, type Write } from './writes.ts'

const itemOf = (user: User) => ({
  uuid: user.uuid,
  handle: user.handle,
  display_name: user.displayName,
  cognito_user_id: user.cognitoUserId,
  claim: user.claim,
  strangers: user.strangers === 'inbox' ? undefined : user.strangers,
  suspended_at: user.suspendedAt,
})

export const userOf = (item: Record<string, unknown>): User => {
  const { uuid, handle, display_name, cognito_user_id, claim, strangers, suspended_at } = item as ReturnType<
    typeof itemOf
  >
  return {
    uuid,
    handle,
    displayName: display_name,
    cognitoUserId: cognito_user_id,
    claim,
    ...(strangers === undefined ? {} : { strangers }),
    ...(suspended_at === undefined ? {} : { suspendedAt: suspended_at }),
  }
}

/** Erasure turns the items of a user into tombstones (admin/erasure.ts). */
const isErased = (item: Record<string, unknown>): boolean => item.erased_at !== undefined

const getUser = async (key: Key): Promise<User | undefined> => {
  const item = await getItem(key)
  return item && !isErased(item) ? userOf(item) : undefined
}

const exists = 'attribute_exists(pk) AND attribute_not_exists(erased_at)'

const check = (uuid: string, ConditionExpression: string): Write => ({
  ConditionCheck: { TableName: env.tableName, Key: userKeys.byUuid(uuid), ConditionExpression },
})

/** A condition of a transaction: the user exists and is not being erased. */
export const mustExist = (uuid: string): Write => check(uuid, exists)

/** A condition of a transaction: the user is not being erased. Old messages can be by people who were never imported. */
export const mustNotBeErased = (uuid: string): Write => check(uuid, 'attribute_not_exists(erased_at)')

/** A condition of a transaction: the user exists, is not being erased, and is not suspended. */
export const mustBeActive = (uuid: string): Write =>
  check(uuid, `${exists} AND attribute_not_exists(suspended_at)`)

/** Reads users with eventually consistent reads, at most 100. Leaves out those who have been erased. */
export const getUsers = async (uuids: string[]): Promise<User[]> => {
  const items = await getItems(uuids.map(userKeys.byUuid))
  return items.filter((item) => !isErased(item)).map(userOf)
}

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

const putNew = (key: Key, user: User): Write => ({ Put: newItem({ ...key, ...itemOf(user) }) })

/** A condition for optimistic locking: the item is still the user that was read. */
const itemEquals = ({ uuid, handle, displayName, cognitoUserId, claim, strangers, suspendedAt }: User) => ({
  ConditionExpression: [
    '#uuid = :uuid AND handle = :handle AND display_name = :displayName',
    attributeEquals('cognito_user_id', cognitoUserId),
    attributeEquals('claim', claim),
    attributeEquals('strangers', strangers),
    attributeEquals('suspended_at', suspendedAt),
  ].join(' AND '),
  ExpressionAttributeNames: { '#uuid': 'uuid' },
  ExpressionAttributeValues: {
    ':uuid': uuid,
    ':handle': handle,
    ':displayName': displayName,
    ':cognito_user_id': cognitoUserId,
    ':claim': claim,
    ':strangers': strangers,
    ':suspended_at': suspendedAt,
  },
})

/** A condition of a transaction: nobody has changed the user since they were read. */
export const mustBeUnchanged = (user: User): Write => ({
  ConditionCheck: { TableName: env.tableName, Key: userKeys.byUuid(user.uuid), ...itemEquals(user) },
})

export const replaceUserItem = (key: Key, user: User, before: User): Write => ({
  Put: { TableName: env.tableName, Item: { ...key, ...itemOf(user) }, ...itemEquals(before) },
})

const deleteUserItem = (key: Key, before: User): Write => ({
  Delete: { TableName: env.tableName, Key: key, ...itemEquals(before) },
})

/** Writes the item by handle or Cognito id, whose key can change. A new key must not belong to another user. */
export const moveUserItem = (
  keyOf: (name: string) => Key,
  user: User,
  before: User,
  from?: string,
  to?: string,
): Write[] => {
  if (from === to) return to === undefined ? [] : [replaceUserItem(keyOf(to), user, before)]
  return [
    ...(to === undefined ? [] : [putNew(keyOf(to), user)]),
    ...(from === undefined ? [] : [deleteUserItem(keyOf(from), before)]),
  ]
}

const putClaim = ({ uuid, claim }: User): Write[] =>
  claim === undefined ? [] : [{ Put: { TableName: env.tableName, Item: claimKey(claim, uuid) } }]

const removeClaim = ({ uuid, claim }: User): Write[] =>
  claim === undefined ? [] : [{ Delete: { TableName: env.tableName, Key: claimKey(claim, uuid) } }]

export type Taken = { uuid: boolean; handle: boolean; cognitoId: boolean }

/** Adds a user. Returns which of their keys are taken, or undefined if the user was added. */
export const addUser = async (user: User): Promise<Taken | undefined> => {
  const [uuid = false, handle = false, cognitoId = false] = await transactWrite([
    putNew(userKeys.byUuid(user.uuid), user),
    putNew(userKeys.byHandle(user.handle), user),
    ...(user.cognitoUserId ? [putNew(userKeys.byCognitoId(user.cognitoUserId), user)] : []),
    ...putClaim(user),
    ...putEntries(user),
  ])
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
export const changeIfUnchanged = async (before: User, change: Partial<User>): Promise<boolean> => {
  const user = { ...before, ...change }
  const failed = await transactWrite([
    replaceUserItem(userKeys.byUuid(user.uuid), user, before),
    replaceUserItem(userKeys.byHandle(user.handle), user, before),
    ...moveUserItem(userKeys.byCognitoId, user, before, before.cognitoUserId, user.cognitoUserId),
    ...(user.claim ? putClaim(user) : removeClaim(before)),
  ])
  return !failed.includes(true)
}

/** Changes the settings of a user. */
export const changeSettings = (uuid: string, change: Pick<User, 'strangers'>): Promise<User> =>
  repeatChange(`changing the settings of ${uuid}`, async () => {
    const before = await requireUser(uuid)
    return (await changeIfUnchanged(before, change)) ? { ...before, ...change } : undefined
  })

/** Links a user to a Cognito id and removes their claim. */
export const giveCognitoId = (before: User, cognitoUserId: string) =>
  changeIfUnchanged(before, { cognitoUserId, claim: undefined })
