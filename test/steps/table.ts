import { UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { BatchWriteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { client, documents } from '../../src/repository/client.ts'

type Item = Record<string, unknown>

const tableName = () => process.env.TABLE_NAME ?? ''

/** The embedded engine takes longer for each write, the more its stream holds: for tests that write much, and read none of it. */
export const withoutStream = () =>
  client.send(
    new UpdateTableCommand({ TableName: tableName(), StreamSpecification: { StreamEnabled: false } }),
  )

/** Items as they are, past the repository. */
export const lay = async (items: Item[]) => {
  for (let from = 0; from < items.length; from += 25) {
    const puts = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }))
    await documents.send(new BatchWriteCommand({ RequestItems: { [tableName()]: puts } }))
  }
}

/** All that lies in a partition, or in a part of it. */
export const itemsIn = async (pk: string, from = ' ', to = '~'): Promise<Item[]> => {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
      ConsistentRead: true,
    }),
  )
  return Items
}
