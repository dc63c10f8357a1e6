import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import type { DirectMembership, Membership } from '../../domain/group.ts'
import { erasedUser, type GroupEvent, type Message, type Person } from '../../domain/message.ts'
import { eventText } from '../../domain/namedGroup.ts'
import { env } from '../../env.ts'
import { deletionOfAttachments } from '../changeMessage.ts'
import { noteChange } from '../changes.ts'
import { documents } from '../client.ts'
import { deleteMessages } from '../deleteMessages.ts'
import { showInRows } from '../groupRows.ts'
import { membershipKey, messageKey, namedGroupKey } from '../keys.ts'
import { removeErased } from '../leaveNamedGroup.ts'
import { unsettleValues } from '../membershipUpdates.ts'
import { getNamedGroup, hasGroupEnded } from '../namedGroups.ts'
import { eventItem } from '../personItem.ts'
import { updateIf } from '../writes.ts'
import { readMessages } from './messages.ts'
import { readTouchedMessages } from './userData.ts'

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

/** Redacts a user's messages in a conversation, removes their reactions, and redacts events that name them. */
const redactMessages = async ({ userUuid, groupUuid }: Former, memberUuids: string[] | undefined) => {
  const erased = { messages: 0, reactions: 0 }
  for await (const message of readTouchedMessages({ userUuid, groupUuid })) {
    if (message.event) await redactEvent(message, message.event, userUuid)
    else if (message.sender.uuid === userUuid) {
      await redactMessage(message, memberUuids)
      erased.messages += 1
    } else {
      await removeReaction(message, userUuid)
      erased.reactions += 1
    }
  }
  return erased
}

/** The group does not keep who has created it. */
const forgetCreator = ({ userUuid, groupUuid }: Former): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: namedGroupKey(groupUuid),
    UpdateExpression: 'SET created_by = :nobody',
    ConditionExpression: 'created_by = :user',
    ExpressionAttributeValues: { ':nobody': erasedUser.uuid, ':user': userUuid },
  })

const deleteRow = ({ userUuid, groupUuid }: Former) =>
  documents.send(new DeleteCommand({ TableName: env.tableName, Key: membershipKey(userUuid, groupUuid) }))

/** Resolves when no request that began before this call can still write. */
export type Wait = () => Promise<unknown>

/** The pictures of everybody in a conversation, before their messages: the stream leads from each message to its files. */
const deletePictures = async (groupUuid: string) => {
  for await (const messages of readMessages(groupUuid))
    for (const message of messages) {
      if (!message.attachments) continue
      const { set, values } = deletionOfAttachments(message)
      await change(message, { set, remove: ['attachments'] }, { ':kind': 'deletion', ...values })
    }
}

/** A named group that the user has left last ends with them. A member who left shortly before can still be sending. */
const endGroup = async (groupUuid: string, wait: Wait) => {
  if (!(await hasGroupEnded(groupUuid))) return
  await wait()
  await deletePictures(groupUuid)
  await deleteMessages(groupUuid, () => false)
}

/** Erases a user from a conversation of two. Deletes their own membership last, because it leads to the rest. */
const eraseFromDirect = async (membership: DirectMembership): Promise<ErasedInGroup> => {
  const { other, groupUuid } = membership
  const memberUuids = [other.uuid].filter((uuid) => uuid !== erasedUser.uuid)
  const erased = await redactMessages(membership, memberUuids)
  await redactMembershipOf(other.uuid, groupUuid)
  await deleteRow(membership)
  return erased
}

/** Erases a user from a named group that they have left. */
export const eraseFromFormerGroup = async (former: Former, wait: Wait): Promise<ErasedInGroup> => {
  const group = await getNamedGroup(former.groupUuid)
  if (group) await showInRows(group)
  const erased = await redactMessages(former, undefined)
  await forgetCreator(former)
  await endGroup(former.groupUuid, wait)
  await deleteRow(former)
  return erased
}

/** Erases a user from a conversation of theirs. They leave a named group first: no later event can name them then. */
export const eraseFromGroup = async (membership: Membership, wait: Wait): Promise<ErasedInGroup> => {
  if (membership.kind === 'direct') return eraseFromDirect(membership)
  await removeErased(membership.groupUuid, membership.userUuid)
  return eraseFromFormerGroup(membership, wait)
}
