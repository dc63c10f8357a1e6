import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Arrival } from '../domain/arrival.ts'
import type { Membership } from '../domain/group.ts'
import { erasedUser, previewOf, redactedCopyOf } from '../domain/message.ts'
import type { Place } from '../domain/place.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { inboxIndex, membershipKey, membershipPartition } from './keys.ts'

export const membershipItem = (membership: Membership) => ({
  ...membershipKey(membership.userUuid, membership.groupUuid),
  message_group_uuid: membership.groupUuid,
  last_message_at: membership.lastPlace,
  message: membership.preview,
  user_uuid: membership.other.uuid,
  user_display_name: membership.other.displayName,
  user_handle: membership.other.handle,
  last_read_at: membership.readPlace,
})

export const membershipOf = (userUuid: string, item: Record<string, unknown>): Membership => {
  const { sk, last_message_at, message, user_uuid, user_display_name, user_handle, last_read_at } =
    item as ReturnType<typeof membershipItem>
  return {
    userUuid,
    groupUuid: sk,
    other: { uuid: user_uuid, displayName: user_display_name, handle: user_handle },
    lastPlace: last_message_at,
    preview: message,
    readPlace: last_read_at,
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

type Below = { position: string; groupUuid: string }
export type InboxPage = { memberships: Membership[]; hasMore: boolean }

type Range = { above?: Place; below?: Below | undefined; limit: number }

/** A user's memberships by the message that each shows, newest first: those above a place, or below another membership. */
export const listMemberships = async (userUuid: string, range: Range): Promise<InboxPage> => {
  const { above, below, limit } = range
  const memberships: Membership[] = []
  let start: Record<string, unknown> | undefined = below && {
    ...membershipKey(userUuid, below.groupUuid),
    last_message_at: below.position,
  }
  do {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: env.tableName,
        IndexName: inboxIndex,
        KeyConditionExpression: above === undefined ? 'pk = :pk' : 'pk = :pk AND last_message_at > :above',
        ExpressionAttributeValues: {
          ':pk': membershipPartition(userUuid),
          ...(above === undefined ? {} : { ':above': above }),
        },
        ScanIndexForward: false,
        Limit: limit + 1 - memberships.length,
        ExclusiveStartKey: start,
      }),
    )
    memberships.push(...Items.map((item) => membershipOf(userUuid, item)))
    start = LastEvaluatedKey
  } while (start && memberships.length <= limit)
  return { memberships: memberships.slice(0, limit), hasMore: memberships.length > limit }
}

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
        UpdateExpression: `SET last_message_at = :place, message = :preview${names}${readMark}`,
        ConditionExpression: `attribute_exists(pk) AND last_message_at < :place${otherNotErased}${readMark && notReadFurther}`,
        ExpressionAttributeValues: {
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

/** Moves a member's read mark forward to a place, never backwards. Returns where it is now. */
export const markReadUpTo = async (userUuid: string, groupUuid: string, place: Place): Promise<Read> => {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: env.tableName,
        Key: membershipKey(userUuid, groupUuid),
        UpdateExpression: 'SET last_read_at = :place',
        ConditionExpression:
          'attribute_exists(pk) AND (attribute_not_exists(last_read_at) OR last_read_at < :place)',
        ExpressionAttributeValues: { ':place': place },
      }),
    )
    return { isMember: true, hasMoved: true, readPlace: place }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    const membership = await getMembership(userUuid, groupUuid)
    return { isMember: membership !== undefined, hasMoved: false, readPlace: membership?.readPlace }
  }
}
