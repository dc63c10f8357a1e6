import { keyOf } from './calls.ts'
import type { Engine } from './engine.ts'
import type { Json } from './scenario.ts'

/* Reads and writes items without the scheduler. */

export const putItems = async ({ ask, tableName }: Engine, all: Json[]) => {
  for (let from = 0; from < all.length; from += 25) {
    const puts = all.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }))
    await ask('BatchWriteItem', { RequestItems: { [tableName]: puts } })
  }
}

/** The items that exist, in the order of their keys. */
export const getItems = async ({ ask, tableName }: Engine, keys: string[]): Promise<Json[]> => {
  const Keys = keys.map((key) => {
    const at = key.indexOf(' ')
    return { pk: { S: key.slice(0, at) }, sk: { S: key.slice(at + 1) } }
  })
  const { Responses } = await ask('BatchGetItem', {
    RequestItems: { [tableName]: { Keys, ConsistentRead: true } },
  })
  const inOrder = (Responses[tableName] as Json[]).sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  return inOrder.map((item) => Object.fromEntries(Object.entries(item).sort())) // attributes have no order
}
