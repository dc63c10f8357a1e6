import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../../domain/group.ts'
import { erasedUser, type Message, redactedCopyOf } from '../../domain/message.ts'
import { env } from '../../env.ts'
import { documents } from '../client.ts'
import { membershipKey, messageKey } from '../keys.ts'
import { unsettleValues } from '../membershipUpdates.ts'
import { updateIf } from '../writes.ts'
import { readOwnMessages } from './userData.ts'

const redactMessage = (message: Message) => {
  const { text, sender } = redactedCopyOf(message)
  return documents.send(
    new UpdateCommand({
      TableName: env.tableName,
      Key: messageKey(message.groupUuid, message.place),
      UpdateExpression:
        'SET message = :text, user_uuid = :nobody, user_display_name = :name, user_handle = :handle, member_uuids = :members',
      ExpressionAttributeValues: {
        ':text': text,
        ':nobody': sender.uuid,
        ':name': sender.displayName,
        ':handle': sender.handle,
        ':members': message.memberUuids.filter((uuid) => uuid !== message.sender.uuid),
      },
    }),
  )
}

/** Removes the user's name and the text of the last message from the other member's membership. */
const redactMembershipOf = (otherUuid: string, groupUuid: string): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: membershipKey(otherUuid, groupUuid),
    UpdateExpression: `SET user_uuid = :nobody, user_display_name = :name, user_handle = :handle REMOVE settled, message, other_state, is_other_suspended ADD revision :one`,
    ConditionExpression: 'attribute_exists(message_group_uuid)',
    ExpressionAttributeValues: {
      ':nobody': erasedUser.uuid,
      ':name': erasedUser.displayName,
      ':handle': erasedUser.handle,
      ...unsettleValues,
    },
  })

/**
 * Redacts a user's messages in a conversation and the other member's membership. Deletes the user's own membership last,
 * because it leads to the rest. Returns the number of messages.
 */
export const eraseFromGroup = async (membership: Membership): Promise<number> => {
  let count = 0
  for await (const message of readOwnMessages(membership)) {
    await redactMessage(message)
    count += 1
  }
  const { userUuid, groupUuid, other } = membership
  await redactMembershipOf(other.uuid, groupUuid)
  await documents.send(
    new DeleteCommand({ TableName: env.tableName, Key: membershipKey(userUuid, groupUuid) }),
  )
  return count
}
