import { readFileSync } from 'node:fs'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type TableDescription,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
  type UpdateTimeToLiveCommandInput,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { parse } from 'yaml'

const read = (file: string) =>
  parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'), { logLevel: 'silent' })

type Parameters = Record<string, unknown>

/** What serverless.yml sets for a stage: `${param:…}` stands for it in the resources. */
const parametersOf = (stage: string): Parameters => {
  const { params } = read('serverless.yml') as { params: Record<string, Parameters> }
  return { ...params.default, ...params[stage] }
}

const resolve = (value: unknown, parameters: Parameters): unknown => {
  const [, name] = /^\$\{param:(\w+)\}$/.exec(String(value)) ?? []
  return name === undefined ? value : parameters[name]
}

type Properties = Omit<CreateTableCommandInput, 'TableName'> & {
  TimeToLiveSpecification: NonNullable<UpdateTimeToLiveCommandInput['TimeToLiveSpecification']>
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: boolean }
}

/** The table as resources/table.yml describes it; nothing else does. */
const readProperties = (stage: string): Properties => {
  const { Properties } = read('resources/table.yml').Resources.MessagesTable as { Properties: Properties }
  const parameters = parametersOf(stage)
  const entries = Object.entries(Properties).map(([name, value]) => [name, resolve(value, parameters)])
  return Object.fromEntries(entries) as Properties
}

/** What no table is created with. */
export const enableTimeToLive = async (client: DynamoDBClient, tableName: string) => {
  const { TimeToLiveDescription: found } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: tableName }),
  )
  if (found?.TimeToLiveStatus?.startsWith('ENABL')) return // enabling it again is an error on AWS
  const { TimeToLiveSpecification } = readProperties('dev')
  await client.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification }))
}

const secondsToWait = 300

/** Creates the table and all that belongs to it. Backups are a matter of deployed stages: a laptop's engine has none. */
export const createTable = async (client: DynamoDBClient, tableName: string, stage?: string) => {
  const { TimeToLiveSpecification, PointInTimeRecoverySpecification, ...properties } = readProperties(
    stage ?? 'dev',
  )
  const StreamSpecification = { ...properties.StreamSpecification, StreamEnabled: true }
  const ofTable = { TableName: tableName }
  await client.send(new CreateTableCommand({ ...properties, ...ofTable, StreamSpecification }))
  await waitUntilTableExists({ client, maxWaitTime: secondsToWait, minDelay: 1 }, ofTable)
  await enableTimeToLive(client, tableName)
  if (stage)
    await client.send(new UpdateContinuousBackupsCommand({ ...ofTable, PointInTimeRecoverySpecification }))
}

const keysOf = (schema: TableDescription['KeySchema'] = []) =>
  schema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(', ')

const typeOf = (name: string | undefined, { AttributeDefinitions = [] }: TableDescription | Properties) =>
  AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType

/** That a table bears the name does not make it ours: what of it is another than it should be, in words. */
export const differencesOf = (found: TableDescription): string[] => {
  const wanted = readProperties('dev')
  const compare = (what: string, one: string | undefined, other: string | undefined) =>
    one === other ? [] : [`${what} is ${one || 'missing'}, and should be ${other}`]
  const indexes = (wanted.GlobalSecondaryIndexes ?? []).flatMap(({ IndexName, KeySchema, Projection }) => {
    const index = found.GlobalSecondaryIndexes?.find((one) => one.IndexName === IndexName)
    const keys = compare(`the index ${IndexName}`, keysOf(index?.KeySchema), keysOf(KeySchema))
    if (keys.length > 0) return keys
    const [has, should] = [index?.Projection?.ProjectionType, Projection?.ProjectionType]
    return compare(`what the index ${IndexName} holds`, has, should)
  })
  const types = (wanted.AttributeDefinitions ?? []).flatMap(({ AttributeName, AttributeType }) => {
    const type = typeOf(AttributeName, found)
    return type ? compare(`the type of ${AttributeName}`, type, AttributeType) : []
  })
  const [stream, wantedStream] = [found, wanted].map((one) => one.StreamSpecification?.StreamViewType)
  return [
    ...compare('the key', keysOf(found.KeySchema), keysOf(wanted.KeySchema)),
    ...types,
    ...indexes,
    ...compare('the stream', stream, wantedStream),
  ]
}
