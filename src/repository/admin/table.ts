import {
  DeleteTableCommand,
  DescribeTableCommand,
  paginateListTables,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb'
import { client } from '../client.ts'

const maxSecondsToDelete = 300

export const describeTable = async (tableName: string) =>
  (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table ?? {}

/** Deletes a table and waits until it is gone. */
export const deleteTable = async (tableName: string) => {
  await client.send(new DeleteTableCommand({ TableName: tableName }))
  await waitUntilTableNotExists(
    { client, maxWaitTime: maxSecondsToDelete, minDelay: 1 },
    { TableName: tableName },
  )
}

export async function* listTableNames(): AsyncGenerator<string> {
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) yield* TableNames
}
