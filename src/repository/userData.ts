import { paginateQuery } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../domain/group.ts'
import type { Message } from '../domain/message.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { blockPartition, type Key, limitPartition, membershipPartition } from './keys.ts'
import { hasBegun, hasLeft, membershipOf } from './membershipItem.ts'

/* Everything that the table stores about a user, for their export and their erasure. Reads consistently, page by page. */

type Item = Record<string, unknown>

/** Reads a partition in the order of the sort keys. Begins after `after`. */
async function* readPartition(pk: string, after?: string): AsyncGenerator<Item> {
  const query = {
    TableName: env.tableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
    ConsistentRead: true,
    ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } }),
  }
  for await (const { Items = [] } of paginateQuery({ client: documents }, query)) yield* Items
}

/** Reads all memberships of a user in the order of the group uuids. */
export async function* readMemberships(userUuid: string, after?: string): AsyncGenerator<Membership> {
  for await (const item of readPartition(membershipPartition(userUuid), after)) {
    if (hasBegun(item)) yield membershipOf(userUuid, item)
  }
}

/** The named groups that the user has left. What they wrote there is still stored. */
export async function* readFormerGroups(userUuid: string, after?: string): AsyncGenerator<string> {
  for await (const item of readPartition(membershipPartition(userUuid), after)) {
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
export async function* readBlocked(userUuid: string, after?: string): AsyncGenerator<string> {
  for await (const { sk } of readPartition(blockPartition(userUuid), after)) yield String(sk)
}

/** Whether somebody wrote the message, is named in its event, or reacted to it. */
export const isTouchedBy = (userUuid: string, { sender, reactions, event }: Message): boolean =>
  sender.uuid === userUuid || reactions?.[userUuid] !== undefined || event?.user.uuid === userUuid

export async function* readLimits(userUuid: string): AsyncGenerator<Item> {
  yield* readPartition(limitPartition(userUuid))
}
