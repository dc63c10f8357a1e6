import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { startDynamodb } from '../../local/dynamodb.ts'
import { createTable } from '../../local/table.ts'
import { freePort } from './freePort.ts'

/** A DynamoDB of this test file's own, in memory, with the table; the repository finds it as it would find AWS. */
export const startEngine = async () => {
  const port = await freePort()
  const child = await startDynamodb('127.0.0.1', port)
  process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://127.0.0.1:${port}`
  process.env.TABLE_NAME = 'cruddur-messages-test'
  const client = new DynamoDBClient({})
  await createTable(client, process.env.TABLE_NAME)
  return {
    end: async () => {
      client.destroy()
      await child.end()
    },
  }
}
