import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Arrival, MemberChanges } from '../domain/arrival.ts'
import type { Membership, Settled } from '../domain/group.ts'
import type { Message } from '../domain/message.ts'
import type { Place } from '../domain/place.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { membershipKey } from './keys.ts'
import { settledItem } from './membershipItem.ts'
import { getMembership, rowOf } from './memberships.ts'
import { attributeEquals, updateIf } from './writes.ts'

// Part of every update that changes what a row shows. It removes the text of the last message, which only a settled row
// has, and raises the revision, so that a concurrent settling write fails.
export const unsettle = 'REMOVE settled, message ADD revision :one'
export const unsettleValues = { ':one': 1 }

/** A condition for optimistic locking: the row was not written since it was read. A row that was never updated has no revision. */
export const revisionEquals = (revision: number | undefined) => attributeEquals('revision', revision)

export type Advance = 'moved' | 'already there' | 'no row'

/** The membership that failed a condition. Older versions of DynamoDB Local do not return it with the error. */
const membershipIn = async (failed: ConditionalCheckFailedException, userUuid: string, groupUuid: string) =>
  failed.Item ? rowOf(userUuid, unmarshall(failed.Item)).membership : getMembership(userUuid, groupUuid)

/**
 * `last_message_at` and `last_read_at` only move forward: every update is conditional on that, so duplicate, late or
 * reordered stream records change nothing. One update moves both. `shown` are further attributes to set.
 */
export const moveOf = (
  { userUuid, newest, ownPlace }: Arrival,
  { shown = {}, condition }: { shown?: Record<string, unknown>; condition?: string } = {},
) => {
  const values = {
    ':place': newest.place,
    ...(ownPlace === undefined ? {} : { ':own': ownPlace }),
    ...Object.fromEntries(Object.entries(shown).map(([name, value]) => [`:${name}`, value])),
  }
  const sets = [
    'last_message_at = :place',
    ...(ownPlace === undefined ? [] : ['last_read_at = :own']),
    ...Object.keys(shown).map((name) => `${name} = :${name}`),
  ]
  const conditions = [
    'attribute_exists(message_group_uuid) AND last_message_at < :place',
    ...(ownPlace === undefined ? [] : ['(attribute_not_exists(last_read_at) OR last_read_at < :own)']),
    ...(condition === undefined ? [] : [condition]),
  ]
  return {
    TableName: env.tableName,
    Key: membershipKey(userUuid, newest.groupUuid),
    UpdateExpression: `SET ${sets.join(', ')} ${unsettle}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeValues: { ...unsettleValues, ...values },
  }
}

/**
 * Updates a membership for new messages: it shows the newest, and the member has read up to their own last message. If one
 * of the two places has already advanced further, the condition fails, and the other one is moved separately. It does not
 * touch the names: those of a message can be old.
 */
export const advanceMembership = async (arrival: Arrival): Promise<Advance> => {
  const { userUuid, newest, ownPlace } = arrival
  const { groupUuid, place } = newest
  try {
    const update = { ...moveOf(arrival), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }
    await documents.send(new UpdateCommand(update))
    return 'moved'
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    const membership = await membershipIn(error, userUuid, groupUuid)
    if (!membership) return 'no row'
    if (ownPlace === undefined) return 'already there'
    // One of the two had advanced further: move the other.
    const hasReadFurther = membership.readPlace !== undefined && membership.readPlace >= ownPlace
    if (!hasReadFurther) await markReadUpTo(userUuid, groupUuid, ownPlace)
    return membership.lastPlace < place ? advanceMembership({ userUuid, newest }) : 'already there'
  }
}

export type Read = {
  isMember: boolean
  hasMoved: boolean
  readPlace?: Place | undefined
  /** The member had blocked the other person by then, who must not be told about the read mark. */
  hasBlocked?: boolean
}

const isBehind =
  'attribute_exists(message_group_uuid) AND (attribute_not_exists(last_read_at) OR last_read_at < :place)'

/** Moves a member's read mark forward to a place, never backwards. Returns where it is now. */
export const markReadUpTo = async (userUuid: string, groupUuid: string, place: Place): Promise<Read> => {
  try {
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName: env.tableName,
        Key: membershipKey(userUuid, groupUuid),
        UpdateExpression: `SET last_read_at = :place ${unsettle}`,
        ConditionExpression: isBehind,
        ExpressionAttributeValues: { ...unsettleValues, ':place': place },
        ReturnValues: 'ALL_NEW',
      }),
    )
    return { isMember: true, hasMoved: true, readPlace: place, hasBlocked: Attributes?.has_blocked === true }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    const membership = await getMembership(userUuid, groupUuid)
    return { isMember: membership !== undefined, hasMoved: false, readPlace: membership?.readPlace }
  }
}

/**
 * Removes the mark that the user has set with "mark as unread". The row stays settled, because its count does not change.
 * Returns false if the row does not exist any more.
 */
export const removeUnreadMark = ({ userUuid, groupUuid }: Membership): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: membershipKey(userUuid, groupUuid),
    UpdateExpression: 'REMOVE is_marked_unread ADD revision :one',
    ConditionExpression: 'attribute_exists(message_group_uuid)',
    ExpressionAttributeValues: unsettleValues,
  })

type Settling = { settled: Settled; readPlace?: Place | undefined; hasRead?: boolean }

/**
 * Settles a row, unless it was written since it was read: then `settled` may be out of date. Returns whether it was
 * written. With `hasRead`, the member has marked the conversation as read, so the revision grows.
 */
export const settleMembership = (
  { userUuid, groupUuid, lastPlace, revision }: Membership,
  { settled, readPlace, hasRead = false }: Settling,
): Promise<boolean> => {
  // The preview of the last message, even if that is quiet. A deleted message has none.
  const { preview } = settled.last
  const sets = [
    'settled = :settled',
    ...(preview ? ['message = :preview'] : []),
    ...(readPlace === undefined ? [] : ['last_read_at = :readPlace']),
  ]
  return updateIf({
    TableName: env.tableName,
    Key: membershipKey(userUuid, groupUuid),
    UpdateExpression: `SET ${sets.join(', ')}${preview ? '' : ' REMOVE message'}${hasRead ? ' ADD revision :one' : ''}`,
    ConditionExpression: `attribute_exists(message_group_uuid) AND ${revisionEquals(revision)}`,
    ExpressionAttributeValues: {
      ':settled': settledItem(settled, lastPlace),
      ...(preview ? { ':preview': preview } : {}),
      ...(revision === undefined ? {} : { ':revision': revision }),
      ...(readPlace === undefined ? {} : { ':readPlace': readPlace }),
      ...(hasRead ? unsettleValues : {}),
    },
  })
}

/** Whether a row shows the message as the last one, or counts it as unread. */
const concerns = (
  { userUuid, lastPlace, readPlace = '' }: Membership,
  { place, sender, deletedAt }: Message,
) => place >= lastPlace || (deletedAt !== undefined && sender.uuid !== userUuid && place > readPlace)

/**
 * Updates a membership for edited and deleted messages: a row that shows or counts one of them is not settled any more.
 * The revision grows even if the row is not settled: a concurrent settling write may contain the text from before.
 */
export const showChanges = async ({ userUuid, groupUuid, messages }: MemberChanges): Promise<void> => {
  const membership = await getMembership(userUuid, groupUuid)
  if (!membership || !messages.some((message) => concerns(membership, message))) return
  await updateIf({
    TableName: env.tableName,
    Key: membershipKey(userUuid, groupUuid),
    UpdateExpression: unsettle,
    ConditionExpression: 'attribute_exists(message_group_uuid)',
    ExpressionAttributeValues: unsettleValues,
  })
}
