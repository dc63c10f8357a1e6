import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { PutCommand, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import { env } from '../env.ts'
import { documents } from './client.ts'
import type { Key } from './keys.ts'

export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

/** A put that never overwrites. */
export const newItem = (item: Key & Record<string, unknown>) => ({
  TableName: env.tableName,
  Item: item,
  ConditionExpression: 'attribute_not_exists(pk)',
})

/** Writes the item where there is none. Answers whether it did. */
export const putIfAbsent = async (item: Key & Record<string, unknown>): Promise<boolean> => {
  try {
    await documents.send(new PutCommand(newItem(item)))
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

const attempts = 5

/**
 * Writes all or nothing. Answers, write by write, whether its condition stood in the way: no `true` means written.
 * Two transactions that meet on an item cancel each other; that is no answer, so it is tried again.
 */
export const writeTogether = async (writes: Write[], attempt = 1): Promise<boolean[]> => {
  try {
    await documents.send(new TransactWriteCommand({ TransactItems: writes }))
    return writes.map(() => false)
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
    const reasons = error.CancellationReasons ?? []
    if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) {
      return writes.map((_, index) => reasons[index]?.Code === 'ConditionalCheckFailed')
    }
    if (attempt >= attempts || !reasons.some(({ Code }) => Code === 'TransactionConflict')) throw error
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * attempt))
    return writeTogether(writes, attempt + 1)
  }
}

/**
 * Tries again, at once, a write that may be told twice. For the stream, where a failure is dear: it holds up all that is
 * behind it in the shard. (The SDK's own retries run out when many fail at a time.)
 */
export const persistently = async <T>(write: () => Promise<T>, tries = 3): Promise<T> => {
  try {
    return await write()
  } catch (error) {
    if (tries <= 1) throw error
    return persistently(write, tries - 1)
  }
}
