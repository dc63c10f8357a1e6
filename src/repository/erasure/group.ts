import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import type { DirectMembership } from '../../domain/group.ts'
import { erasedUser, type GroupEvent, type Message, type Person } from '../../domain/message.ts'
import { eventText } from '../../domain/namedGroup.ts'
import type { Place } from '../../domain/place.ts'
import { env } from '../../env.ts'
import { inParallel } from '../../inParallel.ts'
import { deletionOfAttachments } from '../changeMessage.ts'
import { noteChange } from '../changes.ts'
import { documents } from '../client.ts'
import type { Deleted } from '../deleteMessages.ts'
import { showInRows } from '../groupRows.ts'
import { membershipKey, messageKey, namedGroupKey } from '../keys.ts'
import { unsettleValues } from '../membershipUpdates.ts'
import { getNamedGroup } from '../namedGroups.ts'
import { eventItem } from '../personItem.ts'
import { readMessages } from '../readMessages.ts'
import { isTouchedBy } from '../userData.ts'
import { updateIf } from '../writes.ts'

type Update = { set?: string[]; remove: string[]; names?: Record<string, string>; condition?: string }

/** Changes a message, with a change item, so that clients that catch up find the change. */
const change = async ({ groupUuid, place }: Message, update: Update, values: Record<string, unknown>) => {
  const { set = [], remove, names, condition = 'attribute_exists(pk)' } = update
  await noteChange(groupUuid, place, Date.now())
  return updateIf({
    TableName: env.tableName,
    Key: messageKey(groupUuid, place),
    UpdateExpression: `SET ${['last_change = :kind', ...set].join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''} ADD revision :one`,
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ':one': 1, ...values },
  })
}

/** Deletes a message of the user, and removes their name. */
const redactMessage = (message: Message, memberUuids: string[] | undefined) => {
  const { set, values } = deletionOfAttachments(message)
  return change(
    message,
    {
      set: [
        ...set,
        'deleted_at = if_not_exists(deleted_at, :now)',
        'user_uuid = :nobody, user_display_name = :name, user_handle = :handle',
        ...(memberUuids ? ['member_uuids = :members'] : []),
      ],
      remove: ['message', 'edited_at', 'edit_key', 'reply_to', 'reactions', 'attachments'],
    },
    {
      ...values,
      ':kind': 'deletion',
      ':now': new Date().toISOString(),
      ':nobody': erasedUser.uuid,
      ':name': erasedUser.displayName,
      ':handle': erasedUser.handle,
      ...(memberUuids ? { ':members': memberUuids } : {}),
    },
  )
}

const withoutUser = (person: Person, userUuid: string): Person =>
  person.uuid === userUuid ? erasedUser : person

/** Removes the name of the user from the message of an event, which stays. */
const redactEvent = (message: Message, { user, ...rest }: GroupEvent, userUuid: string) => {
  const sender = withoutUser(message.sender, userUuid)
  const event = { ...rest, user: withoutUser(user, userUuid) } as GroupEvent
  return change(
    message,
    {
      set: [
        'message = :text, event = :event',
        'user_uuid = :sender, user_display_name = :name, user_handle = :handle',
      ],
      remove: [],
    },
    {
      ':kind': 'edit',
      ':text': eventText(sender, event),
      ':event': eventItem(event),
      ':sender': sender.uuid,
      ':name': sender.displayName,
      ':handle': sender.handle,
    },
  )
}

/** Removes the user's reaction from a message of somebody else. */
const removeReaction = (message: Message, userUuid: string) =>
  change(
    message,
    {
      remove: ['reactions.#user'],
      names: { '#user': userUuid },
      condition: 'attribute_exists(reactions.#user)',
    },
    { ':kind': 'reaction' },
  )

/** Removes the user's name and the text of the last message from the other member's membership. */
const redactMembershipOf = (otherUuid: string, groupUuid: string): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: membershipKey(otherUuid, groupUuid),
    UpdateExpression:
      'SET user_uuid = :nobody, user_display_name = :name, user_handle = :handle REMOVE settled, message, other_state, is_other_suspended, user_version ADD revision :one',
    ConditionExpression: 'attribute_exists(message_group_uuid)',
    ExpressionAttributeValues: {
      ':nobody': erasedUser.uuid,
      ':name': erasedUser.displayName,
      ':handle': erasedUser.handle,
      ...unsettleValues,
    },
  })

/** Somebody who is or was a member. */
export type Former = { userUuid: string; groupUuid: string }

/** How many messages of the user, and how many of their reactions to messages of others, were in a conversation. */
export type ErasedInGroup = { messages: number; reactions: number }

/** What of a user is among the items of a conversation that are deleted. */
export const erasedAmong = (userUuid: string, items: Deleted[]): ErasedInGroup => {
  const messages = items.filter(({ event }) => event === undefined)
  const others = messages.filter(({ user_uuid }) => user_uuid !== userUuid)
  return {
    messages: messages.filter(({ user_uuid }) => user_uuid === userUuid).length,
    reactions: others.filter(({ reactions }) => reactions?.[userUuid] !== undefined).length,
  }
}

/** Part of the erasure of a user from a conversation. Ends after a page of messages when the time is up. */
export type ErasurePart = {
  /** The place after which to begin. */
  from: Place | undefined
  isTimeUp: () => boolean
  /** Called if the time is up before the end, with the place from which to continue. */
  onCut: (place: Place) => void
  count: (erased: Partial<ErasedInGroup>) => void
}

// Together with the conversations that are erased in parallel, as many as the SDK has connections.
const maxConcurrent = 10

/**
 * Redacts a user's messages in a conversation, removes their reactions, and redacts events that name them. Returns whether it
 * reached the end.
 */
const redactMessages = async (
  { userUuid, groupUuid }: Former,
  memberUuids: string[] | undefined,
  { from, isTimeUp, onCut, count }: ErasurePart,
): Promise<boolean> => {
  const redactOne = async (message: Message) => {
    if (message.event) return redactEvent(message, message.event, userUuid)
    const isOwn = message.sender.uuid === userUuid
    await (isOwn ? redactMessage(message, memberUuids) : removeReaction(message, userUuid))
    count(isOwn ? { messages: 1 } : { reactions: 1 })
  }
  for await (const { messages, next } of readMessages(groupUuid, from)) {
    const touched = messages.filter((message) => isTouchedBy(userUuid, message))
    await inParallel(touched, redactOne, maxConcurrent)
    if (next === undefined || !isTimeUp()) continue
    onCut(next)
    return false
  }
  return true
}

/** The group does not keep who has created it, and neither does what remains of a group that has ended. */
export const forgetCreator = ({ userUuid, groupUuid }: Former): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: namedGroupKey(groupUuid),
    UpdateExpression: 'SET created_by = :nobody',
    ConditionExpression: 'created_by = :user',
    ExpressionAttributeValues: { ':nobody': erasedUser.uuid, ':user': userUuid },
  })

export const deleteRow = ({ userUuid, groupUuid }: Former) =>
  documents.send(new DeleteCommand({ TableName: env.tableName, Key: membershipKey(userUuid, groupUuid) }))

/**
 * Erases a user from a conversation of two. Deletes their own membership last, because it leads to the rest. Returns whether it
 * reached the end.
 */
export const eraseFromDirect = async (membership: DirectMembership, part: ErasurePart): Promise<boolean> => {
  const { other, groupUuid } = membership
  const memberUuids = [other.uuid].filter((uuid) => uuid !== erasedUser.uuid)
  if (!(await redactMessages(membership, memberUuids, part))) return false
  await redactMembershipOf(other.uuid, groupUuid)
  await deleteRow(membership)
  return true
}

/** Erases a user from a named group that they have left. No later event can name them. Returns whether it reached the end. */
export const eraseFromFormerGroup = async (former: Former, part: ErasurePart): Promise<boolean> => {
  const group = await getNamedGroup(former.groupUuid)
  if (group) await showInRows(group)
  return redactMessages(former, undefined, part)
}
