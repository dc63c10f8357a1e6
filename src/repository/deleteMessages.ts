import { BatchWriteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { changePartition, type Key, messagePartition } from './keys.ts'

// The most that one batch of writes may contain.
const maxPerBatch = 25

const readKeys = async (pk: string): Promise<Key[]> => {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: env.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ProjectionExpression: 'pk, sk',
      ConsistentRead: true,
      Limit: maxPerBatch,
    }),
  )
  return Items.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }))
}

/** What DynamoDB does not process is found by the next query. */
const deleteItems = async (keys: Key[]) => {
  const requests = keys.map((Key) => ({ DeleteRequest: { Key } }))
  await documents.send(new BatchWriteCommand({ RequestItems: { [env.tableName]: requests } }))
}

/** Deletes all messages, pointers and change items of a conversation. Returns false if the time is up before the end. */
export const deleteMessages = async (groupUuid: string, isTimeUp: () => boolean): Promise<boolean> => {
  for (const pk of [messagePartition(groupUuid), changePartition(groupUuid)]) {
    for (let keys = await readKeys(pk); keys.length > 0; keys = await readKeys(pk)) {
      await deleteItems(keys)
      if (isTimeUp()) return false
    }
  }
  return true
}
