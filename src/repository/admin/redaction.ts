import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../../domain/group.ts'
import { erasedUser, type Message } from '../../domain/message.ts'
import { env } from '../../env.ts'
import { noteChange } from '../changes.ts'
import { documents } from '../client.ts'
import { membershipKey, messageKey } from '../keys.ts'
import { unsettleValues } from '../membershipUpdates.ts'
import { updateIf } from '../writes.ts'
import { readTouchedMessages } from './userData.ts'

type Update = { set?: string[]; remove: string[]; names?: Record<string, string>; condition?: string }

/** Changes a message, with a change item, so that clients that catch up find the change. */
const change = async ({ groupUuid, place }: Message, update: Update, values: Record<string, unknown>) => {
  const { set = [], remove, names, condition = 'attribute_exists(pk)' } = update
  await noteChange(groupUuid, place, Date.now())
  return updateIf({
    TableName: env.tableName,
    Key: messageKey(groupUuid, place),
    UpdateExpression: `SET ${['last_change = :kind', ...set].join(', ')} REMOVE ${remove.join(', ')} ADD revision :one`,
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ':one': 1, ...values },
  })
}

/** Deletes a message of the user, and removes their name. */
const redactMessage = (message: Message, otherUuid: string) =>
  change(
    message,
    {
      set: [
        'deleted_at = if_not_exists(deleted_at, :now)',
        'user_uuid = :nobody, user_display_name = :name, user_handle = :handle, member_uuids = :members',
      ],
      remove: ['message', 'edited_at', 'edit_key', 'reply_to', 'reactions'],
    },
    {
      ':kind': 'deletion',
      ':now': new Date().toISOString(),
      ':nobody': erasedUser.uuid,
      ':name': erasedUser.displayName,
      ':handle': erasedUser.handle,
      ':members': [otherUuid].filter((uuid) => uuid !== erasedUser.uuid),
    },
  )

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

/** How many messages of the user, and how many of their reactions to messages of others, were in a conversation. */
export type ErasedInGroup = { messages: number; reactions: number }

/**
 * Redacts a user's messages in a conversation, removes their reactions, and redacts the other member's membership. Deletes
 * the user's own membership last, because it leads to the rest.
 */
export const eraseFromGroup = async (membership: Membership): Promise<ErasedInGroup> => {
  const { userUuid, groupUuid, other } = membership
  const erased = { messages: 0, reactions: 0 }
  for await (const message of readTouchedMessages(membership)) {
    if (message.sender.uuid === userUuid) {
      await redactMessage(message, other.uuid)
      erased.messages += 1
    } else {
      await removeReaction(message, userUuid)
      erased.reactions += 1
    }
  }
  await redactMembershipOf(other.uuid, groupUuid)
  await documents.send(
    new DeleteCommand({ TableName: env.tableName, Key: membershipKey(userUuid, groupUuid) }),
  )
  return erased
}
