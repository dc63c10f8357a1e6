import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../../domain/group.ts'
import type { Message } from '../../domain/message.ts'
import { env } from '../../env.ts'
import { documents } from '../client.ts'
import { limitPartition, membershipPartition } from '../keys.ts'
import { membershipOf } from '../memberships.ts'
import { readMessages } from '../messages.ts'
import type { Item } from './scan.ts'

/*
 * Everything that the table holds of one person, for the export and for the erasure.
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

export async function* readLimits(userUuid: string): AsyncGenerator<Item> {
  yield* readPartition(limitPartition(userUuid))
}
