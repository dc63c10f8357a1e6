import { isRenamed } from '../domain/profile.ts'
import type { User } from '../domain/user.ts'
import { env } from '../env.ts'
import { moveEntries, putEntries } from './directory.ts'
import { claimKey, type Key, userKeys } from './keys.ts'
import { attributeEquals, newItem, transactWrite, type Write } from './writes.ts'

/* A user as items of the table: the three copies, the claim, the directory entries and the reserved handles. */

type Item = Record<string, unknown>

const itemOf = (user: User) => ({
  uuid: user.uuid,
  handle: user.handle,
  display_name: user.displayName,
  cognito_user_id: user.cognitoUserId,
  claim: user.claim,
  strangers: user.strangers === 'inbox' ? undefined : user.strangers,
  suspended_at: user.suspendedAt,
  signed_out_at: user.signedOutAt,
  profile_version: user.profileVersion,
  shown_version: user.shownVersion,
  reserved_handles: user.reservedHandles,
})

export const userOf = (item: Item): User => {
  const row = item as ReturnType<typeof itemOf>
  return {
    uuid: row.uuid,
    handle: row.handle,
    displayName: row.display_name,
    cognitoUserId: row.cognito_user_id,
    claim: row.claim,
    ...(row.strangers === undefined ? {} : { strangers: row.strangers }),
    ...(row.suspended_at === undefined ? {} : { suspendedAt: row.suspended_at }),
    ...(row.signed_out_at === undefined ? {} : { signedOutAt: row.signed_out_at }),
    ...(row.profile_version === undefined ? {} : { profileVersion: row.profile_version }),
    ...(row.shown_version === undefined ? {} : { shownVersion: row.shown_version }),
    ...(row.reserved_handles === undefined ? {} : { reservedHandles: row.reserved_handles }),
  }
}

/** Whether the item by handle belongs to somebody who has given the handle up. */
export const isReservation = (item: Item): boolean => item.reserved_until !== undefined

/** The same as the condition in `takeHandle`. The time to live can delete a reservation days after it has ended. */
export const canTake = (item: Item | undefined, userUuid: string, now: number): boolean =>
  !item ||
  (isReservation(item) &&
    (item.uuid === userUuid || String(item.reserved_until) <= new Date(now).toISOString()))

const takeHandle = (user: User, now: number): Write => ({
  Put: {
    TableName: env.tableName,
    Item: { ...userKeys.byHandle(user.handle), ...itemOf(user) },
    ConditionExpression:
      'attribute_not_exists(pk) OR reserved_until <= :now OR (attribute_exists(reserved_until) AND #uuid = :uuid)',
    ExpressionAttributeNames: { '#uuid': 'uuid' },
    ExpressionAttributeValues: { ':now': new Date(now).toISOString(), ':uuid': user.uuid },
  },
})

const putNew = (key: Key, user: User): Write => ({ Put: newItem({ ...key, ...itemOf(user) }) })

/** A condition for optimistic locking: the item is still the user that was read. */
const itemEquals = (user: User) => ({
  ConditionExpression: [
    '#uuid = :uuid AND handle = :handle AND display_name = :displayName',
    attributeEquals('cognito_user_id', user.cognitoUserId),
    attributeEquals('claim', user.claim),
    attributeEquals('strangers', user.strangers),
    attributeEquals('suspended_at', user.suspendedAt),
    attributeEquals('signed_out_at', user.signedOutAt),
    attributeEquals('profile_version', user.profileVersion),
  ].join(' AND '),
  ExpressionAttributeNames: { '#uuid': 'uuid' },
  ExpressionAttributeValues: {
    ':uuid': user.uuid,
    ':handle': user.handle,
    ':displayName': user.displayName,
    ':cognito_user_id': user.cognitoUserId,
    ':claim': user.claim,
    ':strangers': user.strangers,
    ':suspended_at': user.suspendedAt,
    ':signed_out_at': user.signedOutAt,
    ':profile_version': user.profileVersion,
  },
})

/** A condition of a transaction: nobody has changed the user since they were read. */
export const mustBeUnchanged = (user: User): Write => ({
  ConditionCheck: { TableName: env.tableName, Key: userKeys.byUuid(user.uuid), ...itemEquals(user) },
})

const replace = (key: Key, item: Item, before: User): Write => ({
  Put: { TableName: env.tableName, Item: { ...key, ...item }, ...itemEquals(before) },
})

const replaceUser = (key: Key, user: User, before: User): Write => replace(key, itemOf(user), before)

/** Turns the item by the old handle into a reservation, which nobody finds, and which expires. */
const reserveHandle = (user: User, before: User): Write => {
  const reserved = user.reservedHandles?.find(({ handle }) => handle === before.handle)
  const reserved_until = reserved?.until ?? ''
  const expires_at = Math.ceil(Date.parse(reserved_until) / 1000)
  return replace(userKeys.byHandle(before.handle), { uuid: user.uuid, reserved_until, expires_at }, before)
}

/** Deletes the reservation of a handle, if it is still that of the user. */
export const deleteReservation = (handle: string, userUuid: string): Promise<boolean[]> =>
  transactWrite([
    {
      Delete: {
        TableName: env.tableName,
        Key: userKeys.byHandle(handle),
        ConditionExpression: 'attribute_exists(reserved_until) AND #uuid = :uuid',
        ExpressionAttributeNames: { '#uuid': 'uuid' },
        ExpressionAttributeValues: { ':uuid': userUuid },
      },
    },
  ])

const moveHandle = (user: User, before: User, now: number): Write[] =>
  user.handle === before.handle
    ? [replaceUser(userKeys.byHandle(user.handle), user, before)]
    : [takeHandle(user, now), reserveHandle(user, before)]

const moveCognitoId = (user: User, before: User): Write[] => {
  const [from, to] = [before.cognitoUserId, user.cognitoUserId]
  if (from === to) return to === undefined ? [] : [replaceUser(userKeys.byCognitoId(to), user, before)]
  return [
    ...(to === undefined ? [] : [putNew(userKeys.byCognitoId(to), user)]),
    ...(from === undefined
      ? []
      : [{ Delete: { TableName: env.tableName, Key: userKeys.byCognitoId(from), ...itemEquals(before) } }]),
  ]
}

const putClaim = ({ uuid, claim }: User): Write[] =>
  claim === undefined ? [] : [{ Put: { TableName: env.tableName, Item: claimKey(claim, uuid) } }]

const removeClaim = ({ uuid, claim }: User): Write[] =>
  claim === undefined ? [] : [{ Delete: { TableName: env.tableName, Key: claimKey(claim, uuid) } }]

/** The writes of a new user. The first three fail if the uuid, the handle or the Cognito id is taken. */
export const newUserWrites = (user: User, now: number): Write[] => [
  putNew(userKeys.byUuid(user.uuid), user),
  takeHandle(user, now),
  ...(user.cognitoUserId ? [putNew(userKeys.byCognitoId(user.cognitoUserId), user)] : []),
  ...putClaim(user),
  ...putEntries(user),
]

/** The writes of a change. The first fails if the user was changed since they were read, the second if the handle is taken. */
export const changeWrites = (user: User, before: User, now: number): Write[] => [
  replaceUser(userKeys.byUuid(user.uuid), user, before),
  ...moveHandle(user, before, now),
  ...moveCognitoId(user, before),
  ...(user.claim === before.claim ? [] : [...removeClaim(before), ...putClaim(user)]),
  ...(isRenamed(user, before) ? moveEntries(user, before) : []),
]
