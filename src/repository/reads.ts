import { BatchGetCommand, GetCommand } from '@aws-sdk/lib-dynamodb'
import { env } from '../env.ts'
import { documents } from './client.ts'
import type { Key } from './keys.ts'

/** Reads an item with a strongly consistent read (docs/decisions/0010-which-reads-are-consistent.md). */
export const getItem = async (key: Key) => {
  const { Item } = await documents.send(
    new GetCommand({ TableName: env.tableName, Key: key, ConsistentRead: true }),
  )
  return Item
}

/** Reads at most 100 items, in any order. Eventually consistent unless `consistent`. */
export const getItems = async (keys: Key[], { consistent = false } = {}) => {
  const items: Record<string, unknown>[] = []
  for (let left = keys; left.length > 0; ) {
    const RequestItems = { [env.tableName]: { Keys: left, ConsistentRead: consistent } }
    const { Responses, UnprocessedKeys } = await documents.send(new BatchGetCommand({ RequestItems }))
    items.push(...(Responses?.[env.tableName] ?? []))
    left = (UnprocessedKeys?.[env.tableName]?.Keys ?? []) as Key[]
  }
  return items
}
