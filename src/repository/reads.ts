import { GetCommand } from '@aws-sdk/lib-dynamodb'
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
