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

type Adjustable = { updateHttpClientConfig: (name: string, value: number) => void }

/** Sets how long the repository waits for an answer of the table. */
export const waitForAnswers = (ms: number) => {
  const requestHandler = ours.config.requestHandler as unknown as Adjustable
  for (const timeout of ['connectionTimeout', 'requestTimeout', 'socketTimeout'] as const)
    requestHandler.updateHttpClientConfig(timeout, ms)
}

/**
 * Creates a table for this test file, in an engine of its own, in memory; for test:dynamodb-local, in the one engine of the
 * whole suite. The repository finds it as it would find AWS.
 */
export const startEngine = async () => {
  const { TEST_DYNAMODB_ENDPOINT: shared } = process.env
  const { endpoint, end } = shared ? { endpoint: shared, end: async () => {} } : await startOwn()
  process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint
  waitForAnswers(120_000) // so that no test fails on a slow machine
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
