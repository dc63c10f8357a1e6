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

// Reasons for which a transaction may succeed when it is retried. The SDK retries no cancelled transaction.
const passing = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']

// At most 3.2 s together: a function ends after 10 s, and Cognito waits 5 s for a sign-up.
const longestWaitsMs = [50, 100, 200, 400, 800, 800, 800]

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Writes all or nothing. Answers, write by write, whether its condition failed: no `true` means written.
 * A transaction that was cancelled by another one, or throttled, is retried with a backoff, of a random length so that
 * those that met do not meet again.
 */
export const writeTogether = async (writes: Write[], wait = sleep): Promise<boolean[]> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await documents.send(new TransactWriteCommand({ TransactItems: writes }))
      return writes.map(() => false)
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
      const codes = error.CancellationReasons?.map(({ Code = '' }) => Code) ?? []
      if (codes.includes('ConditionalCheckFailed'))
        return writes.map((_, index) => codes[index] === 'ConditionalCheckFailed')
      const longest = longestWaitsMs[attempt]
      if (longest === undefined || !codes.some((code) => passing.includes(code))) throw error
      await wait(Math.random() * longest)
    }
  }
}

/**
 * Tries again, at once, a write that may be told twice. For the stream, where a failure is dear: it holds up all that is
 * behind it in the shard. (The SDK's own retries run out when many fail at a time.)
 */
export const retryWrite = async <T>(write: () => Promise<T>, tries = 3): Promise<T> => {
  try {
    return await write()
  } catch (error) {
    if (tries <= 1) throw error
    return retryWrite(write, tries - 1)
  }
}
