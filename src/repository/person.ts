import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../domain/group.ts'
import { type Message, nobody, previewOf, redacted } from '../domain/message.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { limitPartition, membershipKey, membershipPartition, messageKey } from './keys.ts'
import { getMembership, membershipOf } from './memberships.ts'
import { listMessages, readMessages } from './messages.ts'
import type { Item } from './scan.ts'
import { persistently } from './writes.ts'

/*
 * Everything that the table holds of one person: for them to have, and for them to take away.
 */

async function* readPartition(pk: string): AsyncGenerator<Item> {
  let start: Item | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: env.tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        ExclusiveStartKey: start,
      }),
    )
    yield* Items
    start = LastEvaluatedKey
  } while (start)
}

/** A person's rows, all of them, in no order of time: the index of recency may lag behind. */
export async function* readMemberships(userUuid: string): AsyncGenerator<Membership> {
  for await (const item of readPartition(membershipPartition(userUuid))) yield membershipOf(userUuid, item)
}

/** What somebody has written in a conversation. */
export async function* readOwnMessages({ userUuid, groupUuid }: Membership): AsyncGenerator<Message> {
  for await (const page of readMessages(groupUuid))
    yield* page.filter(({ sender }) => sender.uuid === userUuid)
}

const redactMessage = ({ groupUuid, place, memberUuids, sender }: Message) =>
  documents.send(
    new UpdateCommand({
      TableName: env.tableName,
      Key: messageKey(groupUuid, place),
      UpdateExpression:
        'SET message = :text, user_uuid = :nobody, user_display_name = :name, user_handle = :handle, member_uuids = :members',
      ExpressionAttributeValues: {
        ':text': redacted,
        ':nobody': nobody.uuid,
        ':name': nobody.displayName,
        ':handle': nobody.handle,
        ':members': memberUuids.filter((uuid) => uuid !== sender.uuid),
      },
    }),
  )

/** The other one's view of the conversation: with nobody, and of the last message what it is now. */
const redactRowOf = async (otherUuid: string, groupUuid: string) => {
  const row = await getMembership(otherUuid, groupUuid)
  if (!row) return
  const [last] = (await listMessages(groupUuid, { direction: 'older', limit: 1, consistent: true })).messages
  await documents.send(
    new UpdateCommand({
      TableName: env.tableName,
      Key: membershipKey(otherUuid, groupUuid),
      UpdateExpression:
        'SET user_uuid = :nobody, user_display_name = :name, user_handle = :handle, message = :preview',
      // A message that comes meanwhile has its own preview; then once more.
      ConditionExpression: 'last_message_at = :seen',
      ExpressionAttributeValues: {
        ':nobody': nobody.uuid,
        ':name': nobody.displayName,
        ':handle': nobody.handle,
        ':preview': previewOf(last?.text ?? ''),
        ':seen': row.lastMessageAt,
      },
    }),
  )
}

/**
 * Takes somebody out of a conversation: what they wrote, then the other one's row, and at last their own. Their own row
 * leads to the rest, so that whatever is interrupted can be done again. Answers how many messages there were.
 */
export const eraseFromGroup = async (membership: Membership): Promise<number> => {
  let count = 0
  for await (const message of readOwnMessages(membership)) {
    await redactMessage(message)
    count += 1
  }
  const { userUuid, groupUuid, other } = membership
  await persistently(() => redactRowOf(other.uuid, groupUuid), 5)
  await documents.send(
    new DeleteCommand({ TableName: env.tableName, Key: membershipKey(userUuid, groupUuid) }),
  )
  return count
}

export async function* readLimits(userUuid: string): AsyncGenerator<Item> {
  yield* readPartition(limitPartition(userUuid))
}

export const eraseLimits = async (userUuid: string) => {
  for await (const { pk, sk } of readLimits(userUuid)) {
    await documents.send(new DeleteCommand({ TableName: env.tableName, Key: { pk, sk } }))
  }
}
