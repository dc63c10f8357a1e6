import { UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { BatchWriteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { scanPages } from '../../src/repository/admin/scan.ts'
import { client, documents } from '../../src/repository/client.ts'

type Item = Record<string, unknown>

const tableName = () => process.env.TABLE_NAME ?? ''

/** Turns the stream off. */
export const withoutStream = () =>
  client.send(
    new UpdateTableCommand({ TableName: tableName(), StreamSpecification: { StreamEnabled: false } }),
  )

/** Turns it on again. The new stream begins with what is written from now on. */
export const withStream = () =>
  client.send(
    new UpdateTableCommand({
      TableName: tableName(),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  )

type Write = { PutRequest: { Item: Item } } | { DeleteRequest: { Key: Item } }

const writeInBatches = async (writes: Write[]) => {
  for (let from = 0; from < writes.length; from += 25) {
    const batch = writes.slice(from, from + 25)
    await documents.send(new BatchWriteCommand({ RequestItems: { [tableName()]: batch } }))
  }
}

/** Writes items directly, without the repository. */
export const putItems = (items: Item[]) => writeInBatches(items.map((Item) => ({ PutRequest: { Item } })))

/** Deletes items directly, without the repository. */
export const deleteItems = (items: Item[]) =>
  writeInBatches(items.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })))

const atOnce = 8

/** The same for many items, several batches at a time. */
export const putManyItems = async (items: Item[]) => {
  const batches = Array.from({ length: Math.ceil(items.length / 25) }, (_, index) =>
    items.slice(index * 25, index * 25 + 25),
  ).values()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const batch of batches) await putItems(batch)
    }),
  )
}

/** The items of a partition, or of a range of it. */
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

const keyOf = ({ pk, sk }: Item) => `${pk} ${sk}`

/** All items of a table, sorted by key. */
export const allItems = async (table = tableName()): Promise<Item[]> => {
  const items: Item[] = []
  for await (const page of scanPages({ tableName: table })) items.push(...page)
  return items.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** The partition keys of the items that contain a text. */
export const itemsWith = async (text: string): Promise<unknown[]> =>
  (await allItems()).filter((item) => JSON.stringify(item).includes(text)).map(({ pk }) => pk)
