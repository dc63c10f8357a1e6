import { DynamoDBClient, TransactionConflictException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

// A page of a scan, the longest answer that there is, takes a fraction of a second.
const answerWithinMs = 3000
const connectWithinMs = 1000

// Both times include the wait for a free socket, so there is one for each of the 200 requests that a batch of the stream
// makes at once: 100 messages, two members each. (The SDK's own limit is 50.)
const maxSockets = 250

/**
 * A client whose requests time out, and which the SDK then retries. Every write of this repository may be retried although
 * it took effect: conditions and request tokens tell.
 */
export const createClient = ({
  requestTimeout = answerWithinMs,
  connectionTimeout = connectWithinMs,
} = {}) => {
  const client = new DynamoDBClient({
    requestHandler: {
      httpAgent: { maxSockets },
      httpsAgent: { maxSockets },
      connectionTimeout,
      requestTimeout, // until the answer begins
      throwOnRequestTimeout: true, // otherwise the SDK only logs a warning
      socketTimeout: requestTimeout, // for an answer that stops half-way
    },
  })
  // DynamoDB refuses a write that meets a transaction on its item. It may be retried, which the SDK does not know.
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
