import { paginateQuery } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../../domain/group.ts'
import type { Message } from '../../domain/message.ts'
import { env } from '../../env.ts'
import { documents } from '../client.ts'
import { blockPartition, type Key, limitPartition, membershipPartition } from '../keys.ts'
import { hasBegun, hasLeft, membershipOf } from '../membershipItem.ts'
import { readMessages } from './messages.ts'
import type { Item } from './scan.ts'

/*
 * Everything that the table stores about a user, for users:export and users:erase.
 */

async function* readPartition(pk: string): AsyncGenerator<Item> {
  const query = {
    TableName: env.tableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
    ConsistentRead: true,
  }
  for await (const { Items = [] } of paginateQuery({ client: documents }, query)) yield* Items
}

/** Reads all memberships of a user with consistent reads, which an index does not have. They are not in order of time. */
export async function* readMemberships(userUuid: string): AsyncGenerator<Membership> {
  for await (const item of readPartition(membershipPartition(userUuid))) {
    if (hasBegun(item)) yield membershipOf(userUuid, item)
  }
}

/** The named groups that the user has left. What they wrote there is still stored. */
export async function* readFormerGroups(userUuid: string): AsyncGenerator<string> {
  for await (const item of readPartition(membershipPartition(userUuid))) {
    if (hasLeft(item)) yield String(item.sk)
  }
}

/** The keys of the rows that blocks have written before a first message. */
export async function* readBlockedRows(userUuid: string): AsyncGenerator<Key> {
  for await (const item of readPartition(membershipPartition(userUuid))) {
    if (!hasBegun(item) && !hasLeft(item)) yield { pk: String(item.pk), sk: String(item.sk) }
  }
}

/** The uuids of the people whom a user has blocked. */
export async function* readBlocked(userUuid: string): AsyncGenerator<string> {
  for await (const { sk } of readPartition(blockPartition(userUuid))) yield String(sk)
}

type Author = { userUuid: string; groupUuid: string }

/** Reads what somebody wrote in a conversation, the events that name them, and the messages to which they reacted. */
export async function* readTouchedMessages({ userUuid, groupUuid }: Author): AsyncGenerator<Message> {
  for await (const page of readMessages(groupUuid))
    yield* page.filter(
      ({ sender, reactions, event }) =>
        sender.uuid === userUuid || reactions?.[userUuid] || event?.user.uuid === userUuid,
    )
}

export async function* readLimits(userUuid: string): AsyncGenerator<Item> {
  yield* readPartition(limitPartition(userUuid))
}
