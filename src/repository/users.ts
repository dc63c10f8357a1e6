import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { displayNameOr } from '../domain/displayName.ts'
import { VisibleError } from '../domain/error.ts'
import { isHandle, type User } from '../domain/user.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { claimKey, type Key, userKeys } from './keys.ts'
import { newItem, type Write, writeTogether } from './writes.ts'

const itemOf = (user: User) => ({
  uuid: user.uuid,
  handle: user.handle,
  display_name: user.displayName,
  cognito_user_id: user.cognitoUserId,
  claim: user.claim,
})

const userOf = (item: Record<string, unknown>): User => {
  const { uuid, handle, display_name, cognito_user_id, claim } = item as ReturnType<typeof itemOf>
  return { uuid, handle, displayName: display_name, cognitoUserId: cognito_user_id, claim }
}

/** The items of an erased user stay as tombstones: src/repository/admin/erasure.ts. */
const isErased = (item: Record<string, unknown>): boolean => item.erased_at !== undefined

const getUser = async (key: Key): Promise<User | undefined> => {
  // Consistent, so that somebody who has just signed up is somebody.
  const { Item } = await documents.send(
    new GetCommand({ TableName: env.tableName, Key: key, ConsistentRead: true }),
  )
  return Item && !isErased(Item) ? userOf(Item) : undefined
}

/** A part of a transaction that succeeds only while this user exists and is not being erased. */
export const mustExist = (uuid: string): Write => ({
  ConditionCheck: {
    TableName: env.tableName,
    Key: userKeys.byUuid(uuid),
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(erased_at)',
  },
})

export const getUserByUuid = (uuid: string) => getUser(userKeys.byUuid(uuid))
export const getUserByHandle = async (handle: string) =>
  isHandle(handle) ? getUser(userKeys.byHandle(handle)) : undefined
export const getUserByCognitoId = (cognitoUserId: string) => getUser(userKeys.byCognitoId(cognitoUserId))

const putNew = (key: Key, user: User): Write => ({ Put: newItem({ ...key, ...itemOf(user) }) })

/** A condition that an attribute has the value that was read, or is absent as it was. */
export const isStill = (name: string, value: string | undefined) =>
  value === undefined ? `attribute_not_exists(${name})` : `${name} = :${name}`

const asItWas = ({ uuid, handle, displayName, cognitoUserId, claim }: User) => ({
  ConditionExpression: [
    '#uuid = :uuid AND handle = :handle AND display_name = :displayName',
    isStill('cognito_user_id', cognitoUserId),
    isStill('claim', claim),
  ].join(' AND '),
  ExpressionAttributeNames: { '#uuid': 'uuid' },
  ExpressionAttributeValues: {
    ':uuid': uuid,
    ':handle': handle,
    ':displayName': displayName,
    ':cognito_user_id': cognitoUserId,
    ':claim': claim,
  },
})

const replace = (key: Key, user: User, before: User): Write => ({
  Put: { TableName: env.tableName, Item: { ...key, ...itemOf(user) }, ...asItWas(before) },
})

const remove = (key: Key, before: User): Write => ({
  Delete: { TableName: env.tableName, Key: key, ...asItWas(before) },
})

/** The item by a name that can change: it stays where it is, or moves, and never onto somebody else's. */
const move = (
  keyOf: (name: string) => Key,
  user: User,
  before: User,
  from?: string,
  to?: string,
): Write[] => {
  if (from === to) return to === undefined ? [] : [replace(keyOf(to), user, before)]
  return [
    ...(to === undefined ? [] : [putNew(keyOf(to), user)]),
    ...(from === undefined ? [] : [remove(keyOf(from), before)]),
  ]
}

const putClaim = ({ uuid, claim }: User): Write[] =>
  claim === undefined ? [] : [{ Put: { TableName: env.tableName, Item: claimKey(claim, uuid) } }]

const removeClaim = ({ uuid, claim }: User): Write[] =>
  claim === undefined ? [] : [{ Delete: { TableName: env.tableName, Key: claimKey(claim, uuid) } }]

export type Taken = { uuid: boolean; handle: boolean; cognitoId: boolean }

/** Writes a user who is not there yet. Answers what somebody else has already, or nothing when it is done. */
export const addUser = async (user: User): Promise<Taken | undefined> => {
  const [uuid = false, handle = false, cognitoId = false] = await writeTogether([
    putNew(userKeys.byUuid(user.uuid), user),
    putNew(userKeys.byHandle(user.handle), user),
    ...(user.cognitoUserId ? [putNew(userKeys.byCognitoId(user.cognitoUserId), user)] : []),
    ...putClaim(user),
  ])
  return uuid || handle || cognitoId ? { uuid, handle, cognitoId } : undefined
}

type NewUser = {
  uuid: string
  displayName?: string | undefined
  cognitoUserId?: string | undefined
  handles: string[]
}

/** Creates a user with the first of the handles that is free. Who has this Cognito id already is answered as they are. */
export const createUser = async ({ handles, displayName, ...person }: NewUser): Promise<User> => {
  for (const handle of handles) {
    const user: User = { ...person, handle, displayName: displayNameOr(handle, displayName) }
    const taken = await addUser(user)
    if (!taken) return user
    const already =
      taken.cognitoId && user.cognitoUserId ? await getUserByCognitoId(user.cognitoUserId) : undefined
    if (already) return already
    if (taken.uuid) throw new VisibleError('user_uuid_taken')
  }
  throw new VisibleError('handle_taken')
}

/** Changes a user who still is as they were read. Answers whether they were. */
const changeAsRead = async (before: User, change: Partial<User>): Promise<boolean> => {
  const user = { ...before, ...change }
  const refused = await writeTogether([
    replace(userKeys.byUuid(user.uuid), user, before),
    replace(userKeys.byHandle(user.handle), user, before),
    ...move(userKeys.byCognitoId, user, before, before.cognitoUserId, user.cognitoUserId),
    ...(user.claim ? putClaim(user) : removeClaim(before)),
  ])
  return !refused.includes(true)
}

/** Gives a user a Cognito id, after which nobody can claim them. */
export const giveCognitoId = (before: User, cognitoUserId: string) =>
  changeAsRead(before, { cognitoUserId, claim: undefined })

/** Lets a user be claimed with an e-mail address. */
export const addClaim = (before: User, claim: string) => changeAsRead(before, { claim })

const changeAttempts = 5

type Change = { handle?: string; displayName?: string; cognitoUserId?: string }

/** Gives a user another handle, display name or Cognito id. Readers see the old user or the new one, whole. */
export const changeUser = async (uuid: string, change: Change, attempt = 1): Promise<User> => {
  const before = await getUserByUuid(uuid)
  if (!before) throw new VisibleError('user_not_found')
  const user: User = { ...before, ...change }
  const byHandle = move(userKeys.byHandle, user, before, before.handle, user.handle)
  const byCognitoId = move(userKeys.byCognitoId, user, before, before.cognitoUserId, user.cognitoUserId)
  const [changedMeanwhile, ...refused] = await writeTogether([
    replace(userKeys.byUuid(uuid), user, before),
    ...byHandle,
    ...byCognitoId,
  ])
  if (changedMeanwhile && attempt < changeAttempts) return changeUser(uuid, change, attempt + 1)
  if (changedMeanwhile) throw new Error(`user ${uuid} is being changed by too many at once`)
  if (refused[0]) throw new VisibleError('handle_taken')
  if (refused.includes(true)) throw new VisibleError('cognito_user_id_taken')
  return user
}
