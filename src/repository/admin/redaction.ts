import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../../domain/group.ts'
import { erasedUser, type Message, previewOf, redactedCopyOf, redactedText } from '../../domain/message.ts'
import { env } from '../../env.ts'
import { documents } from '../client.ts'
import { membershipKey, messageKey } from '../keys.ts'
import { getMembership } from '../memberships.ts'
import { unsettleValues } from '../membershipUpdates.ts'
import { getItemAt } from '../messages.ts'
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

/** Removes the user's name from the other member's membership, and updates its preview, which may be of a redacted message. */
const redactMembershipOf = async (otherUuid: string, groupUuid: string) => {
  const membership = await getMembership(otherUuid, groupUuid)
  if (!membership) return
  const last = await getItemAt(groupUuid, membership.lastPlace)
  await documents.send(
    new UpdateCommand({
      TableName: env.tableName,
      Key: membershipKey(otherUuid, groupUuid),
      UpdateExpression: `SET user_uuid = :nobody, user_display_name = :name, user_handle = :handle, message = :preview REMOVE settled, loud_after, is_other_suspended ADD revision :one`,
      // Fails if a message arrives in between, which sets a preview of its own. The caller retries.
      ConditionExpression: 'last_message_at = :seen',
      ExpressionAttributeValues: {
        ':nobody': erasedUser.uuid,
        ':name': erasedUser.displayName,
        ':handle': erasedUser.handle,
        ...unsettleValues,
        ':preview': previewOf(String(last?.message ?? redactedText)),
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
