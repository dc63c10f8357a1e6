/* Creates the table of table.yml without the Serverless Framework: docs/decisions/0034-how-the-table-is-created.md */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type TableDescription,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type UpdateTimeToLiveCommandInput,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { readParameters, readYaml } from './readParameters.ts'

const resolveParameter = (value: unknown, parameters: Record<string, unknown>): unknown => {
  const [, name] = /^\$\{param:(\w+)\}$/.exec(String(value)) ?? []
  return name === undefined ? value : parameters[name]
}

type Properties = Omit<CreateTableCommandInput, 'TableName'> & {
  TimeToLiveSpecification: NonNullable<UpdateTimeToLiveCommandInput['TimeToLiveSpecification']>
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: boolean }
}

/** The table's properties in table.yml, with the parameters of the stage. */
const readProperties = (stage = 'dev'): Properties => {
  const { Properties } = readYaml('resources/table.yml').Resources.MessagesTable as { Properties: Properties }
  const parameters = readParameters(stage)
  const entries = Object.entries(Properties).map(([name, value]) => [
    name,
    resolveParameter(value, parameters),
  ])
  return Object.fromEntries(entries) as Properties
}

/** CreateTable cannot enable time to live. */
export const enableTimeToLive = async (client: DynamoDBClient, tableName: string) => {
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }))
  if (TimeToLiveDescription?.TimeToLiveStatus?.startsWith('ENABL')) return // AWS refuses to enable it twice
  const { TimeToLiveSpecification } = readProperties()
  await client.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification }))
}

const maxWaitSeconds = 300

/** Creates the table, with time to live and, on a deployed stage, backups, which local engines do not support. */
export const createTable = async (client: DynamoDBClient, TableName: string, stage?: string) => {
  const { TimeToLiveSpecification, PointInTimeRecoverySpecification, ...properties } = readProperties(stage)
  const StreamSpecification = { ...properties.StreamSpecification, StreamEnabled: true }
  await client.send(new CreateTableCommand({ ...properties, TableName, StreamSpecification }))
  await waitUntilTableExists({ client, maxWaitTime: maxWaitSeconds, minDelay: 1 }, { TableName })
  await enableTimeToLive(client, TableName)
  if (stage)
    await client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }))
}

/** Creates the indexes of table.yml that an existing table lacks, one by one, as DynamoDB requires. Returns whether it did. */
export const createMissingIndexes = async (client: DynamoDBClient, TableName: string) => {
  const { AttributeDefinitions, GlobalSecondaryIndexes = [] } = readProperties()
  const { Table } = await client.send(new DescribeTableCommand({ TableName }))
  const existing = Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)
  const missing = GlobalSecondaryIndexes.filter(({ IndexName }) => !existing?.includes(IndexName))
  for (const index of missing) {
    await client.send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      }),
    )
    await waitUntilTableExists({ client, maxWaitTime: maxWaitSeconds, minDelay: 1 }, { TableName })
  }
  return missing.length > 0
}

const formatKeys = (schema: TableDescription['KeySchema'] = []) =>
  schema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(', ')

const typeOf = (name: string | undefined, { AttributeDefinitions = [] }: TableDescription | Properties) =>
  AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType

/** Lists how an existing table differs from table.yml. */
export const listDifferences = (actual: TableDescription): string[] => {
  const expected = readProperties()
  const compare = (what: string, actualValue: string | undefined, expectedValue: string | undefined) =>
    actualValue === expectedValue
      ? []
      : [`${what} is ${actualValue || 'missing'}, and should be ${expectedValue}`]
  const indexes = (expected.GlobalSecondaryIndexes ?? []).flatMap(({ IndexName, KeySchema, Projection }) => {
    const index = actual.GlobalSecondaryIndexes?.find((other) => other.IndexName === IndexName)
    const keys = compare(`the index ${IndexName}`, formatKeys(index?.KeySchema), formatKeys(KeySchema))
    if (keys.length > 0) return keys
    return compare(
      `the projection of the index ${IndexName}`,
      index?.Projection?.ProjectionType,
      Projection?.ProjectionType,
    )
  })
  const types = (expected.AttributeDefinitions ?? []).flatMap(({ AttributeName, AttributeType }) => {
    const type = typeOf(AttributeName, actual)
    return type ? compare(`the type of ${AttributeName}`, type, AttributeType) : []
  })
  return [
    ...compare('the key', formatKeys(actual.KeySchema), formatKeys(expected.KeySchema)),
    ...types,
    ...indexes,
    ...compare(
      'the stream',
      actual.StreamSpecification?.StreamViewType,
      expected.StreamSpecification?.StreamViewType,
    ),
  ]
}
