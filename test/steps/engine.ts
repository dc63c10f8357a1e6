import { randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { startDynamodb } from '../../local/dynamodb.ts'
import { createTable } from '../../resources/table.ts'
import { client as ours } from '../../src/repository/client.ts'
import { freePort } from './freePort.ts'

const startOwn = async () => {
  const port = await freePort()
  const child = await startDynamodb('127.0.0.1', port)
  return { endpoint: `http://127.0.0.1:${port}`, end: child.end }
}

/**
 * How many random histories a test tries. Each run draws others, so a developer's run tries a third of them, and .ci/run
 * (TEST_ALL_HISTORIES) all. DynamoDB Local is slow: with it, a fifth has to do.
 */
export const histories = (count: number): number => {
  const { TEST_DYNAMODB_ENDPOINT, TEST_ALL_HISTORIES } = process.env
  if (TEST_DYNAMODB_ENDPOINT) return Math.ceil(count / 5)
  return TEST_ALL_HISTORIES ? count : Math.ceil(count / 3)
}

type Adjustable = { updateHttpClientConfig: (name: string, value: number) => void }

/** From now on the repository waits so long for an answer of the table. */
export const waitForAnswers = (ms: number) => {
  const requestHandler = ours.config.requestHandler as unknown as Adjustable
  for (const timeout of ['connectionTimeout', 'requestTimeout', 'socketTimeout'] as const)
    requestHandler.updateHttpClientConfig(timeout, ms)
}

/**
 * A table of this test file's own, in an engine of its own, in memory; or, for test:dynamodb-local, in the one engine of
 * the whole ring. The repository finds it as it would find AWS.
 */
export const startEngine = async () => {
  const { TEST_DYNAMODB_ENDPOINT: shared } = process.env
  const { endpoint, end } = shared ? { endpoint: shared, end: async () => {} } : await startOwn()
  process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint
  waitForAnswers(120_000) // how slow a machine is decides nothing
  process.env.TABLE_NAME = `cruddur-messages-test-${randomUUID().slice(0, 8)}`
  const client = new DynamoDBClient({})
  await createTable(client, process.env.TABLE_NAME)
  return {
    end: async () => {
      client.destroy()
      await end()
    },
  }
}
