import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../../domain/group.ts'
import { isUuid } from '../../domain/place.ts'
import type { ReservedHandle } from '../../domain/user.ts'
import { env } from '../../env.ts'
import { inParallel } from '../../inParallel.ts'
import { unblock } from '../blocks.ts'
import { documents } from '../client.ts'
import { deleteConnections, listConnections } from '../connections.ts'
import { deleteEntries } from '../directory.ts'
import { claimKey, type Key, membershipKey, userKeys } from '../keys.ts'
import { getItem } from '../reads.ts'
import { deleteReservation, isReservation } from '../userItems.ts'
import { attributeEquals, transactWrite, type Write } from '../writes.ts'
import { type ErasedInGroup, eraseFromFormerGroup, eraseFromGroup, type Wait } from './redaction.ts'
import { type Redaction, redactReports } from './reports.ts'
import { readBlocked, readBlockedRows, readFormerGroups, readLimits, readMemberships } from './userData.ts'

/*
 * Erases a user while requests and stream records of theirs may still be in flight (docs/decisions/0032-erasure.md).
 *
 * 1. Mark the user and then each membership with `erased_at`. Requests that begin after that are rejected.
 * 2. Wait until every request that began before has ended. Nothing new is written from here on.
 * 3. Delete the texts of their messages, their reactions, and their name in the other members' memberships, and after that
 *    each membership of the user. Redact the reports by the user and about them.
 * 4. Take back the blocks, delete connections and counters, and free the handles and the Cognito id.
 *
 * Each step can be repeated, and what leads to unfinished work is deleted last, so an interrupted erasure is completed by
 * running it again. A stream record that arrives late writes no text, and does not restore the name.
 */

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

const writeUser = async (user: Erasable, writes: Write[]) => {
  if ((await transactWrite(writes)).includes(true))
    throw new Error(`User ${user.uuid} was changed while being erased. Run the erasure again.`)
}

/** Without a name, the erasure has begun before, and has deleted them. */
const entriesOf = ({ uuid, handle = '', displayName }: Erasable): Write[] =>
  displayName === undefined ? [] : deleteEntries({ uuid, handle, displayName })

/**
 * Turns the three items of the user into tombstones, so that nobody can sign in as the user, claim them, find them or start
 * a conversation with them. Fails if the user got another name, a Cognito id or a claim since they were read: an item of
 * that change would remain.
 */
const markUser = (user: Erasable, now: number) =>
  writeUser(user, [
    ...[userKeys.byUuid(user.uuid), ...otherKeysOf(user)].map((Key) => ({
      Update: {
        TableName: env.tableName,
        Key,
        UpdateExpression:
          'SET erased_at = if_not_exists(erased_at, :now) REMOVE display_name, claim, strangers, suspended_at, profile_version, shown_version',
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
const freeReservedHandles = async ({ uuid, reservedHandles = [] }: Erasable) => {
  for (const { handle } of reservedHandles) await deleteReservation(handle, uuid)
}

/** Frees the handle and the Cognito id. The tombstone by uuid remains and contains only the time. */
const freeNames = (user: Erasable) =>
  writeUser(user, [
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

/** Ends a membership for requests that begin from now on. The item remains, because it leads to the messages. */
const markMembership = ({ userUuid, groupUuid }: Membership, now: number) =>
  documents.send(
    new UpdateCommand({
      TableName: env.tableName,
      Key: membershipKey(userUuid, groupUuid),
      UpdateExpression: 'SET erased_at = if_not_exists(erased_at, :now)',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':now': new Date(now).toISOString() },
    }),
  )

const deleteItem = ({ pk, sk }: Key) =>
  documents.send(new DeleteCommand({ TableName: env.tableName, Key: { pk, sk } }))

const eraseLimits = async (userUuid: string) => {
  for await (const { pk, sk } of readLimits(userUuid)) await deleteItem({ pk: String(pk), sk: String(sk) })
}

/** Takes back the user's blocks, which are also in the rows of others, and deletes what the blocks by others have left. */
const eraseBlocks = async (userUuid: string) => {
  for await (const otherUuid of readBlocked(userUuid)) await unblock(userUuid, otherUuid)
  for await (const key of readBlockedRows(userUuid)) await deleteItem(key)
}

type Options = Pick<Redaction, 'deleteCopies'> & {
  wait: Wait
  onConversation?: () => void
  now?: number
}

/** Erases a user from the table. Idempotent, also after an interruption. */
export const eraseUser = async (user: Erasable, options: Options) => {
  const { wait, onConversation, deleteCopies, now = Date.now() } = options
  await markUser(user, now)
  await inParallel(readMemberships(user.uuid), (membership) => markMembership(membership, now))
  await wait()
  const erased = { conversations: 0, messages: 0, reactions: 0, reports: 0, connections: 0 }
  const count = ({ messages, reactions }: ErasedInGroup) => {
    erased.messages += messages
    erased.reactions += reactions
    erased.conversations += 1
    onConversation?.()
  }
  await inParallel(readMemberships(user.uuid), async (membership) => {
    count(await eraseFromGroup(membership, wait))
  })
  await inParallel(readFormerGroups(user.uuid), async (groupUuid) => {
    count(await eraseFromFormerGroup({ userUuid: user.uuid, groupUuid }, wait))
  })
  erased.reports = await redactReports(user.uuid, { now, deleteCopies })
  const connections = await listConnections(user.uuid, { consistent: true })
  await deleteConnections(connections)
  erased.connections = connections.length
  await eraseBlocks(user.uuid)
  await eraseLimits(user.uuid)
  await freeReservedHandles(user)
  await freeNames(user)
  return erased
}
