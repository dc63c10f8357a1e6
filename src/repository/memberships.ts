import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Arrival } from '../domain/arrival.ts'
import type { Membership } from '../domain/group.ts'
import { erasedUser, previewOf, redactedCopyOf } from '../domain/message.ts'
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

/** A user's own row of a group: without it, or once the user is being erased, they are not a member. */
export const getMembership = async (userUuid: string, groupUuid: string): Promise<Membership | undefined> => {
  const { Item } = await documents.send(
    // Consistent, so that a user who has just started a conversation is a member.
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

type Range = { above?: string; below?: Below | undefined; limit: number }

/** A user's groups, by what their rows show, newest first: those above a place, or those below another group. */
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

/** The row as a failed condition hands it over, or, from an engine that does not, as a read finds it. */
const rowOf = async (failed: ConditionalCheckFailedException, userUuid: string, groupUuid: string) =>
  failed.Item ? membershipOf(userUuid, unmarshall(failed.Item)) : getMembership(userUuid, groupUuid)

/**
 * Shows a message in a member's inbox, unless a newer one is shown there already; with it, up to where their own words
 * say that they have read. Both only ever move forward, so it does not matter how often or in what order it is told.
 */
export const advanceMembership = async (arrival: Arrival): Promise<Advance> => {
  const { userUuid, newest, ownPlace } = arrival
  const { groupUuid, place, text, sender } = newest
  // The newest message says what its author is called now: a new name comes with it.
  const other = sender.uuid === userUuid ? undefined : sender
  // A stream record holds the message as it was sent, also where its author has been erased since.
  const isNotErased = other && other.uuid !== erasedUser.uuid ? ' AND user_uuid <> :nobody' : ''
  const names = other ? ', user_display_name = :displayName, user_handle = :handle' : ''
  const read = ownPlace === undefined ? '' : ', last_read_at = :own'
  const notReadFurther = ' AND (attribute_not_exists(last_read_at) OR last_read_at < :own)'
  try {
    await documents.send(
      new UpdateCommand({
        TableName: env.tableName,
        Key: membershipKey(userUuid, groupUuid),
        UpdateExpression: `SET last_message_at = :place, message = :preview${names}${read}`,
        ConditionExpression: `attribute_exists(pk) AND last_message_at < :place${isNotErased}${read && notReadFurther}`,
        ExpressionAttributeValues: {
          ':place': place,
          ':preview': previewOf(text),
          ...(other ? { ':displayName': other.displayName, ':handle': other.handle } : {}),
          ...(isNotErased ? { ':nobody': erasedUser.uuid } : {}),
          ...(read ? { ':own': ownPlace } : {}),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    return 'moved'
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    const row = await rowOf(error, userUuid, groupUuid)
    if (!row) return 'no row'
    if (isNotErased && row.other.uuid === erasedUser.uuid)
      return advanceMembership({ ...arrival, newest: redactedCopyOf(newest) })
    if (ownPlace === undefined) return 'already there'
    // One of the two registers stands further on already: move the other by itself.
    const hasReadFurther = row.readPlace !== undefined && row.readPlace >= ownPlace
    if (!hasReadFurther) await markReadUpTo(userUuid, groupUuid, ownPlace)
    return row.lastPlace < place ? advanceMembership({ userUuid, newest }) : 'already there'
  }
}

export type Read = { isMember: boolean; hasMoved: boolean; readPlace?: string | undefined }

/** Notes that a member has read up to a place; never backwards. Answers up to where they have read now. */
export const markReadUpTo = async (userUuid: string, groupUuid: string, place: string): Promise<Read> => {
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
