import { DynamoDBClient, TransactionConflictException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

// The slowest response, a page of a scan, takes a fraction of a second.
const maxResponseMs = 3000
const maxConnectMs = 1000

// Both timeouts include waiting for a free socket. A stream batch of 100 messages with two members each makes 200 requests
// at once; the SDK's default of 50 sockets would make most of them wait.
const maxSockets = 250

/**
 * A client whose requests time out and are then retried by the SDK. Retrying a write that took effect is safe here:
 * each write is idempotent, conditional or a transaction with a request token. (A rate limit may count a chunk twice.)
 */
export const createClient = ({ requestTimeout = maxResponseMs, connectionTimeout = maxConnectMs } = {}) => {
  const client = new DynamoDBClient({
    requestHandler: {
      httpAgent: { maxSockets },
      httpsAgent: { maxSockets },
      connectionTimeout,
      requestTimeout, // until the response begins
      throwOnRequestTimeout: true, // otherwise the SDK only logs a warning
      socketTimeout: requestTimeout, // if the response stops half-way
    },
  })
  // DynamoDB rejects a write that conflicts with a transaction. The SDK does not know that this error is retryable.
  client.middlewareStack.add(
    (next) => async (request) =>
      next(request).catch((error: unknown) => {
        throw error instanceof TransactionConflictException ? Object.assign(error, { $retryable: {} }) : error
      }),
    { name: 'retryTransactionConflict', step: 'finalizeRequest', priority: 'low' },
  )
  return client
}

export const client = createClient()

export const documents = DynamoDBDocumentClient.from(client, {
  marshallOptions: { removeUndefinedValues: true },
})
