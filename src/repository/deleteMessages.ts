import { BatchWriteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { changePartition, type Key, messagePartition } from './keys.ts'

// The most that one batch of writes may contain.
const maxPerBatch = 25

/** What an erasure counts of an item: who wrote it and who reacted to it. */
export type Deleted = Key & { user_uuid?: string; event?: unknown; reactions?: Record<string, unknown> }

const readItems = async (pk: string): Promise<Deleted[]> => {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: env.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ProjectionExpression: 'pk, sk, user_uuid, event, reactions',
      ConsistentRead: true,
      Limit: maxPerBatch,
    }),
  )
  return Items as Deleted[]
}

/** What DynamoDB does not process is found by the next query. */
const deleteItems = async (keys: Key[]) => {
  const requests = keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }))
  await documents.send(new BatchWriteCommand({ RequestItems: { [env.tableName]: requests } }))
}

/** Deletes all messages, pointers and change items of a conversation. Returns false if the time is up before the end. */
export const deleteMessages = async (
  groupUuid: string,
  isTimeUp: () => boolean,
  onDelete: (items: Deleted[]) => void = () => {},
): Promise<boolean> => {
  for (const pk of [messagePartition(groupUuid), changePartition(groupUuid)]) {
    for (let items = await readItems(pk); items.length > 0; items = await readItems(pk)) {
      await deleteItems(items)
      onDelete(items)
      if (isTimeUp()) return false
    }
  }
  return true
}
