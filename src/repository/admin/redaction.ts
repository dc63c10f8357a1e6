import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../../domain/group.ts'
import { erasedUser, type Message, previewOf, redactedCopyOf } from '../../domain/message.ts'
import { env } from '../../env.ts'
import { documents } from '../client.ts'
import { membershipKey, messageKey } from '../keys.ts'
import { getMembership, raise, unsettle } from '../memberships.ts'
import { getItem } from '../messages.ts'
import { retryImmediately } from '../writes.ts'
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

/** Removes the user's name from the other member's membership, which then shows the last message as it is now. */
const redactMembershipOf = async (otherUuid: string, groupUuid: string) => {
  const membership = await getMembership(otherUuid, groupUuid)
  if (!membership) return
  const last = await getItem(groupUuid, membership.lastPlace)
  await documents.send(
    new UpdateCommand({
      TableName: env.tableName,
      Key: membershipKey(otherUuid, groupUuid),
      UpdateExpression: `SET user_uuid = :nobody, user_display_name = :name, user_handle = :handle, message = :preview ${unsettle}`,
      // Fails if a message arrives in between, which sets a preview of its own. The caller retries.
      ConditionExpression: 'last_message_at = :seen',
      ExpressionAttributeValues: {
        ':nobody': erasedUser.uuid,
        ':name': erasedUser.displayName,
        ':handle': erasedUser.handle,
        ...raise,
        ':preview': previewOf(String(last?.message ?? '')),
        ':seen': membership.lastPlace,
      },
    }),
  )
}

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
  await retryImmediately(() => redactMembershipOf(other.uuid, groupUuid), 5)
  await documents.send(
    new DeleteCommand({ TableName: env.tableName, Key: membershipKey(userUuid, groupUuid) }),
  )
  return count
}
