import { UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { client, documents } from '../../src/repository/client.ts'

type Item = Record<string, unknown>

const TableName = () => process.env.TABLE_NAME ?? ''

/** The embedded engine takes longer for each write, the more its stream holds: for tests that write much, and read none of it. */
export const withoutStream = () =>
  client.send(
    new UpdateTableCommand({ TableName: TableName(), StreamSpecification: { StreamEnabled: false } }),
  )

/** Items as they are, past the repository. */
export const lay = async (items: Item[]) => {
  for (let from = 0; from < items.length; from += 100) {
    const some = items.slice(from, from + 100)
    const TransactItems = some.map((Item) => ({ Put: { TableName: TableName(), Item } }))
    await documents.send(new TransactWriteCommand({ TransactItems }))
  }
}

/** All that lies in a partition, or in a part of it. */
export const itemsIn = async (pk: string, from = ' ', to = '~'): Promise<Item[]> => {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: TableName(),
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
      ConsistentRead: true,
    }),
  )
  return Items
}
