import { DynamoDBClient, TransactionConflictException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

export const client = new DynamoDBClient({})

// A write that meets a transaction on its item is refused, and may simply come again; the SDK does not see that by itself.
client.middlewareStack.add(
  (next) => async (request) =>
    next(request).catch((error: unknown) => {
      throw error instanceof TransactionConflictException ? Object.assign(error, { $retryable: {} }) : error
    }),
  { name: 'retryTransactionConflict', step: 'finalizeRequest', priority: 'low' },
)

export const documents = DynamoDBDocumentClient.from(client, {
  marshallOptions: { removeUndefinedValues: true },
})
