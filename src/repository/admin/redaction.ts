import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../../domain/group.ts'
import { type Message, nobody, previewOf, redactedCopyOf } from '../../domain/message.ts'
import { env } from '../../env.ts'
import { documents } from '../client.ts'
import { membershipKey, messageKey } from '../keys.ts'
import { getMembership } from '../memberships.ts'
import { getItem, messageOf } from '../messages.ts'
import { retryWrite } from '../writes.ts'
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

/** The other member's row: it names nobody, and shows the same message as before, as that is now. */
const redactRowOf = async (otherUuid: string, groupUuid: string) => {
  const row = await getMembership(otherUuid, groupUuid)
  if (!row) return
  const shown = await getItem(groupUuid, row.lastPlace)
  await documents.send(
    new UpdateCommand({
      TableName: env.tableName,
      Key: membershipKey(otherUuid, groupUuid),
      UpdateExpression:
        'SET user_uuid = :nobody, user_display_name = :name, user_handle = :handle, message = :preview',
      // A message that arrives meanwhile brings a preview of its own: then this is tried again.
      ConditionExpression: 'last_message_at = :seen',
      ExpressionAttributeValues: {
        ':nobody': nobody.uuid,
        ':name': nobody.displayName,
        ':handle': nobody.handle,
        ':preview': shown ? previewOf(messageOf(groupUuid, shown).text) : '',
        ':seen': row.lastPlace,
      },
    }),
  )
}

/**
 * Redacts what a user wrote in a conversation, then the other member's row, and deletes the user's own row last, because
 * it leads to the rest. Answers how many messages there were.
 */
export const eraseFromGroup = async (membership: Membership): Promise<number> => {
  let count = 0
  for await (const message of readOwnMessages(membership)) {
    await redactMessage(message)
    count += 1
  }
  const { userUuid, groupUuid, other } = membership
  await retryWrite(() => redactRowOf(other.uuid, groupUuid), 5)
  await documents.send(
    new DeleteCommand({ TableName: env.tableName, Key: membershipKey(userUuid, groupUuid) }),
  )
  return count
}
