import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { VisibleError } from '../../domain/error.ts'
import type { Membership } from '../../domain/group.ts'
import { isUuid } from '../../domain/place.ts'
import type { ReservedHandle } from '../../domain/user.ts'
import { env } from '../../env.ts'
import { inParallel, until } from '../../inParallel.ts'
import { unblock } from '../blocks.ts'
import { documents } from '../client.ts'
import { deleteEntries } from '../directory.ts'
import { claimKey, type Key, membershipKey, userKeys } from '../keys.ts'
import { getItem } from '../reads.ts'
import { readBlocked, readBlockedRows, readLimits } from '../userData.ts'
import { deleteReservation, isReservation } from '../userItems.ts'
import { attributeEquals, repeatChange, transactWrite, updateIf, type Write } from '../writes.ts'

/* The user whom src/jobs/eraseUser.ts erases: their items, and what belongs to no conversation. */

/** A user, or what remains of a user during and after an erasure. */
export type Erasable = {
  uuid: string
  handle?: string | undefined
  displayName?: string | undefined
  cognitoUserId?: string | undefined
  claim?: string | undefined
  profileVersion?: number | undefined
  reservedHandles?: ReservedHandle[] | undefined
}

/** The uuid of the user who has the handle. A handle that was given up finds nobody. */
const uuidByHandle = async (handle: string): Promise<string | undefined> => {
  const item = await getItem(userKeys.byHandle(handle))
  return item && !isReservation(item) ? item.uuid : undefined
}

/** Finds a user by handle or uuid, also during an erasure. After it, the handle is free and only the uuid is found. */
export const findErasable = async (handleOrUuid: string): Promise<Erasable | undefined> => {
  const uuid = isUuid(handleOrUuid) ? handleOrUuid : await uuidByHandle(handleOrUuid)
  const item = uuid ? await getItem(userKeys.byUuid(uuid)) : undefined
  return (
    item && {
      uuid: String(item.uuid),
      handle: item.handle,
      displayName: item.display_name,
      cognitoUserId: item.cognito_user_id,
      claim: item.claim,
      profileVersion: item.profile_version,
      reservedHandles: item.reserved_handles,
    }
  )
}

/** Finds out which of these users have been erased or are being erased. */
export const findErased = async (uuids: Iterable<string>): Promise<Set<string>> => {
  const erased = new Set<string>()
  await inParallel(uuids, async (uuid) => {
    if ((await getItem(userKeys.byUuid(uuid)))?.erased_at !== undefined) erased.add(uuid)
  })
  return erased
}

const otherKeysOf = ({ handle, cognitoUserId }: Erasable): Key[] => [
  ...(handle === undefined ? [] : [userKeys.byHandle(handle)]),
  ...(cognitoUserId === undefined ? [] : [userKeys.byCognitoId(cognitoUserId)]),
]

const belongsToUser = { ConditionExpression: '#uuid = :uuid', ExpressionAttributeNames: { '#uuid': 'uuid' } }

/** Repeats the writes if the user was changed since they were read. */
const writeUser = (uuid: string, writesFor: (user: Erasable) => Write[]): Promise<Erasable> =>
  repeatChange(`erasing ${uuid}`, async () => {
    const user = await findErasable(uuid)
    if (!user) throw new VisibleError('user_not_found')
    return (await transactWrite(writesFor(user))).includes(true) ? undefined : user
  })

/** Without a name, the erasure has begun before, and has deleted them. */
const entriesOf = ({ uuid, handle = '', displayName }: Erasable): Write[] =>
  displayName === undefined ? [] : deleteEntries({ uuid, handle, displayName })

/**
 * Turns the three items of the user into tombstones, so that nobody can sign in as the user, claim them, find them or start
 * a conversation with them. Only while the user has the name, the Cognito id and the claim that were read: an item of another
 * one would remain.
 */
export const markUser = (uuid: string, now: number): Promise<Erasable> =>
  writeUser(uuid, (user) => [
    ...[userKeys.byUuid(user.uuid), ...otherKeysOf(user)].map((Key) => ({
      Update: {
        TableName: env.tableName,
        Key,
        UpdateExpression:
          'SET erased_at = if_not_exists(erased_at, :now) REMOVE display_name, claim, strangers, suspended_at, signed_out_at, profile_version, shown_version',
        ...belongsToUser,
        ConditionExpression: [
          belongsToUser.ConditionExpression,
          attributeEquals('cognito_user_id', user.cognitoUserId),
          attributeEquals('claim', user.claim),
          attributeEquals('profile_version', user.profileVersion),
        ].join(' AND '),
        ExpressionAttributeValues: {
          ':uuid': user.uuid,
          ':now': new Date(now).toISOString(),
          ':cognito_user_id': user.cognitoUserId,
          ':claim': user.claim,
          ':profile_version': user.profileVersion,
        },
      },
    })),
    ...(user.claim === undefined
      ? []
      : [{ Delete: { TableName: env.tableName, Key: claimKey(user.claim, user.uuid) } }]),
    ...entriesOf(user),
  ])

/** Frees the handles that the user has given up, unless they have other owners by now. */
export const freeReservedHandles = async ({ uuid, reservedHandles = [] }: Erasable) => {
  for (const { handle } of reservedHandles) await deleteReservation(handle, uuid)
}

/** Frees the handle and the Cognito id. The tombstone by uuid remains and contains only the time. */
export const freeNames = (uuid: string): Promise<Erasable> =>
  writeUser(uuid, (user) => [
    {
      Update: {
        TableName: env.tableName,
        Key: userKeys.byUuid(user.uuid),
        UpdateExpression: 'REMOVE handle, cognito_user_id, reserved_handles',
        ...belongsToUser,
        ExpressionAttributeValues: { ':uuid': user.uuid },
      },
    },
    ...otherKeysOf(user).map((Key) => ({
      Delete: {
        TableName: env.tableName,
        Key,
        ...belongsToUser,
        ExpressionAttributeValues: { ':uuid': user.uuid },
      },
    })),
  ])

/**
 * Ends a membership for requests that begin from now on. The item remains, because it leads to the messages, unless another
 * erasure of the user has deleted it since it was read.
 */
export const markMembership = ({ userUuid, groupUuid }: Membership, now: number): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: membershipKey(userUuid, groupUuid),
    UpdateExpression: 'SET erased_at = if_not_exists(erased_at, :now)',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':now': new Date(now).toISOString() },
  })

const deleteItem = ({ pk, sk }: Key) =>
  documents.send(new DeleteCommand({ TableName: env.tableName, Key: { pk, sk } }))

export const eraseLimits = async (userUuid: string) => {
  for await (const { pk, sk } of readLimits(userUuid)) await deleteItem({ pk: String(pk), sk: String(sk) })
}

/** Takes back the user's blocks, which are also in the rows of others. Returns false if the time is up before the end. */
export const eraseBlocks = async (userUuid: string, isTimeUp: () => boolean): Promise<boolean> => {
  const blocked = until(readBlocked(userUuid), isTimeUp)
  await inParallel(blocked.items, (otherUuid) => unblock(userUuid, otherUuid))
  return !blocked.isCut()
}

/** Deletes the rows that blocks by others have left. Returns false if the time is up before the end. */
export const eraseBlockedRows = async (userUuid: string, isTimeUp: () => boolean): Promise<boolean> => {
  const rows = until(readBlockedRows(userUuid), isTimeUp)
  await inParallel(rows.items, deleteItem)
  return !rows.isCut()
}
