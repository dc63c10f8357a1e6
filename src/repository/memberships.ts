import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Arrival } from '../domain/arrival.ts'
import type { Membership, Settled } from '../domain/group.ts'
import type { ListCursor } from '../domain/listCursor.ts'
import { erasedUser, previewOf, redactedCopyOf } from '../domain/message.ts'
import type { Place } from '../domain/place.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { inboxPartition, listIndex, membershipKey } from './keys.ts'

const settledItem = ({ last, unreadCount }: Settled, lastPlace: string) => ({
  unread_count: unreadCount,
  user_uuid: last.senderUuid,
  ...(last.place === lastPlace ? {} : { last_message_at: last.place }),
})

export const membershipItem = (membership: Membership) => ({
  ...membershipKey(membership.userUuid, membership.groupUuid),
  message_group_uuid: membership.groupUuid,
  list_key: inboxPartition(membership.userUuid),
  last_message_at: membership.lastPlace,
  message: membership.preview,
  user_uuid: membership.other.uuid,
  user_display_name: membership.other.displayName,
  user_handle: membership.other.handle,
  last_read_at: membership.readPlace,
  revision: membership.revision,
  settled: membership.settled && settledItem(membership.settled, membership.lastPlace),
})

type Item = Partial<ReturnType<typeof membershipItem>>

const settledOf = ({ settled, last_message_at = '', message = '' }: Item): Settled | undefined =>
  settled && {
    last: {
      place: settled.last_message_at ?? last_message_at,
      preview: message,
      senderUuid: settled.user_uuid,
    },
    unreadCount: settled.unread_count,
  }

export const membershipOf = (userUuid: string, item: Record<string, unknown>): Membership => {
  const row = item as ReturnType<typeof membershipItem>
  return {
    userUuid,
    groupUuid: row.sk,
    other: { uuid: row.user_uuid, displayName: row.user_display_name, handle: row.user_handle },
    lastPlace: row.last_message_at,
    preview: row.message,
    readPlace: row.last_read_at,
    revision: row.revision,
    settled: settledOf(row),
  }
}

/** A user's membership of a conversation. Undefined for anybody else, and as soon as the erasure of the user begins. */
export const getMembership = async (userUuid: string, groupUuid: string): Promise<Membership | undefined> => {
  const { Item } = await documents.send(
    // Consistent, so that a user who has just started a conversation is seen as a member.
    new GetCommand({
      TableName: env.tableName,
      Key: membershipKey(userUuid, groupUuid),
      ConsistentRead: true,
    }),
  )
  return Item && Item.erased_at === undefined ? membershipOf(userUuid, Item) : undefined
}

type Range = { below?: ListCursor | undefined; limit: number }

/** Rows of a user's inbox in the order of the index, newest first, and the read units that they cost. */
export const readInboxRows = async (userUuid: string, { below, limit }: Range) => {
  const list = inboxPartition(userUuid)
  const start = below && {
    ...membershipKey(userUuid, below.groupUuid),
    list_key: list,
    last_message_at: below.place,
  }
  const { Items = [], ConsumedCapacity } = await documents.send(
    // One page: 101 rows of at most 2.5 KB are less than the 1 MB of a query.
    new QueryCommand({
      TableName: env.tableName,
      IndexName: listIndex,
      KeyConditionExpression: 'list_key = :list',
      ExpressionAttributeValues: { ':list': list },
      ScanIndexForward: false,
      Limit: limit,
      ExclusiveStartKey: start,
      ReturnConsumedCapacity: 'TOTAL',
    }),
  )
  const memberships = Items.map((item) => membershipOf(userUuid, item))
  return { memberships, units: ConsumedCapacity?.CapacityUnits ?? 0 }
}

/** The same, with whether there are more rows. */
export const listMemberships = async (userUuid: string, { below, limit }: Range) => {
  const { memberships } = await readInboxRows(userUuid, { below, limit: limit + 1 })
  return { memberships: memberships.slice(0, limit), hasMore: memberships.length > limit }
}

// Every write of a row raises its revision, and ends what it states by itself.
export const unsettle = 'REMOVE settled ADD revision :one'
export const raise = { ':one': 1 }

// A row that was never updated has no revision.
export const isAtRevision = (revision: number | undefined) =>
  revision === undefined ? 'attribute_not_exists(revision)' : 'revision = :revision'

export type Advance = 'moved' | 'already there' | 'no row'

/** The membership that failed a condition. Older versions of DynamoDB Local do not return it with the error. */
const membershipIn = async (failed: ConditionalCheckFailedException, userUuid: string, groupUuid: string) =>
  failed.Item ? membershipOf(userUuid, unmarshall(failed.Item)) : getMembership(userUuid, groupUuid)

/**
 * Updates a membership for new messages: it shows the newest, and the member has read up to their own last message.
 *
 * `last_message_at` and `last_read_at` are registers that only move forward. Every update is conditional on moving them
 * forward, so duplicate, late or reordered stream records change nothing. One update moves both; if either has already
 * advanced further, its condition fails, and the other register is moved separately.
 */
export const advanceMembership = async (arrival: Arrival): Promise<Advance> => {
  const { userUuid, newest, ownPlace } = arrival
  const { groupUuid, place, text, sender } = newest
  // The newest message has the author's current display name and handle.
  const other = sender.uuid === userUuid ? undefined : sender
  // A stream record contains the original message even if its author has been erased since. It must not restore the name.
  const otherNotErased = other && other.uuid !== erasedUser.uuid ? ' AND user_uuid <> :nobody' : ''
  const names = other ? ', user_display_name = :displayName, user_handle = :handle' : ''
  const readMark = ownPlace === undefined ? '' : ', last_read_at = :own'
  const notReadFurther = ' AND (attribute_not_exists(last_read_at) OR last_read_at < :own)'
  try {
    await documents.send(
      new UpdateCommand({
        TableName: env.tableName,
        Key: membershipKey(userUuid, groupUuid),
        UpdateExpression: `SET last_message_at = :place, message = :preview${names}${readMark} ${unsettle}`,
        ConditionExpression: `attribute_exists(pk) AND last_message_at < :place${otherNotErased}${readMark && notReadFurther}`,
        ExpressionAttributeValues: {
          ...raise,
          ':place': place,
          ':preview': previewOf(text),
          ...(other ? { ':displayName': other.displayName, ':handle': other.handle } : {}),
          ...(otherNotErased ? { ':nobody': erasedUser.uuid } : {}),
          ...(readMark ? { ':own': ownPlace } : {}),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    return 'moved'
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    const membership = await membershipIn(error, userUuid, groupUuid)
    if (!membership) return 'no row'
    if (otherNotErased && membership.other.uuid === erasedUser.uuid)
      return advanceMembership({ ...arrival, newest: redactedCopyOf(newest) })
    if (ownPlace === undefined) return 'already there'
    // One register had advanced further: move the other.
    const hasReadFurther = membership.readPlace !== undefined && membership.readPlace >= ownPlace
    if (!hasReadFurther) await markReadUpTo(userUuid, groupUuid, ownPlace)
    return membership.lastPlace < place ? advanceMembership({ userUuid, newest }) : 'already there'
  }
}

export type Read = { isMember: boolean; hasMoved: boolean; readPlace?: Place | undefined }

const isBehind = 'attribute_exists(pk) AND (attribute_not_exists(last_read_at) OR last_read_at < :place)'

/** Moves a member's read mark forward to a place, never backwards. Returns where it is now. */
export const markReadUpTo = async (userUuid: string, groupUuid: string, place: Place): Promise<Read> => {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: env.tableName,
        Key: membershipKey(userUuid, groupUuid),
        UpdateExpression: `SET last_read_at = :place ${unsettle}`,
        ConditionExpression: isBehind,
        ExpressionAttributeValues: { ...raise, ':place': place },
      }),
    )
    return { isMember: true, hasMoved: true, readPlace: place }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    const membership = await getMembership(userUuid, groupUuid)
    return { isMember: membership !== undefined, hasMoved: false, readPlace: membership?.readPlace }
  }
}

type Settling = { settled: Settled; readPlace?: string | undefined; hasRead?: boolean }

/**
 * Writes into a row what it states by itself from now on, unless the row was written since it was read: then the
 * statement may be out of date. Returns whether it was written.
 */
export const settleMembership = async (
  { userUuid, groupUuid, lastPlace, revision }: Membership,
  { settled, readPlace, hasRead = false }: Settling,
): Promise<boolean> => {
  const read = readPlace === undefined ? '' : ', last_read_at = :place'
  try {
    await documents.send(
      new UpdateCommand({
        TableName: env.tableName,
        Key: membershipKey(userUuid, groupUuid),
        // The preview of a settled row is that of its last message, quiet or not.
        UpdateExpression: `SET settled = :settled, message = :preview${read}${hasRead ? ' ADD revision :one' : ''}`,
        ConditionExpression: `attribute_exists(pk) AND ${isAtRevision(revision)}`,
        ExpressionAttributeValues: {
          ':settled': settledItem(settled, lastPlace),
          ':preview': settled.last.preview,
          ...(revision === undefined ? {} : { ':revision': revision }),
          ...(read ? { ':place': readPlace } : {}),
          ...(hasRead ? raise : {}),
        },
      }),
    )
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}
