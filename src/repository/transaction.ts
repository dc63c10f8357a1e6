import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import { documents } from './client.ts'

export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

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
