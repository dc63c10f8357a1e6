import { readFileSync } from 'node:fs'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { parse } from 'yaml'

const file = new URL('../resources/table.yml', import.meta.url)

type Template = { Resources: { MessagesTable: { Properties: CreateTableCommandInput } } }

/** The table as resources/table.yml describes it; nothing else does. */
export const readTable = (tableName: string): CreateTableCommandInput => {
  const { Properties } = (parse(readFileSync(file, 'utf8'), { logLevel: 'silent' }) as Template).Resources
    .MessagesTable
  return {
    TableName: tableName,
    BillingMode: Properties.BillingMode,
    AttributeDefinitions: Properties.AttributeDefinitions,
    KeySchema: Properties.KeySchema,
    GlobalSecondaryIndexes: Properties.GlobalSecondaryIndexes,
    StreamSpecification: { StreamEnabled: true, ...Properties.StreamSpecification },
  }
}

export const createTable = (client: DynamoDBClient, tableName: string) =>
  client.send(new CreateTableCommand(readTable(tableName)))
