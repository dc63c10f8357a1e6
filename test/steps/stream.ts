import { readFileSync } from 'node:fs'
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import type { DynamoDBRecord } from 'aws-lambda'
import { parse } from 'yaml'
import { type EventSourceMapping, matches } from '../../local/eventSourceMapping.ts'
import { client } from '../../src/repository/client.ts'
import { eventually } from './processes.ts'

const file = new URL('../../serverless.yml', import.meta.url)

type Functions = Record<string, { events: { stream: EventSourceMapping }[] }>

const { functions } = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' }) as { functions: Functions }

/** The event source of a function, as serverless.yml defines it. */
export const rulesOf = (name: string): EventSourceMapping => {
  const rules = functions[name]?.events[0]?.stream
  if (!rules) throw new Error(`serverless.yml has no stream event for ${name}`)
  return rules
}

const found: DynamoDBRecord[] = []
const iterators = new Map<string, string>()

/** All records of the table's stream, in order, as a function receives them. */
export const readStream = async (): Promise<DynamoDBRecord[]> => {
  const streams = new DynamoDBStreamsClient({ endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '' })
  const { Table } = await client.send(new DescribeTableCommand({ TableName: process.env.TABLE_NAME }))
  const StreamArn = Table?.LatestStreamArn
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
  for (const { ShardId = '' } of StreamDescription?.Shards ?? []) {
    const start = new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' })
    let iterator = iterators.get(ShardId) ?? (await streams.send(start)).ShardIterator
    for (let isAtEnd = false; iterator && !isAtEnd; ) {
      const page = await streams.send(new GetRecordsCommand({ ShardIterator: iterator }))
      const records = page.Records ?? []
      found.push(...records.map(({ eventName, dynamodb }) => asDelivered({ eventName, dynamodb })))
      isAtEnd = records.length === 0
      iterator = page.NextShardIterator
      iterators.set(ShardId, iterator ?? '')
    }
  }
  streams.destroy()
  return found
}

// A function receives JSON, with times in seconds.
const asDelivered = (record: object): DynamoDBRecord =>
  JSON.parse(JSON.stringify(record), (name, value) =>
    name === 'ApproximateCreationDateTime' ? Date.parse(value) / 1000 : value,
  )

/** Whether a record invokes a function. */
export const wakes = (name: string, record: DynamoDBRecord): boolean =>
  rulesOf(name).filterPatterns.some((pattern) => matches(pattern, record))

/** Waits for this many records of messages in these groups that invoke a function. */
export const newIn = (
  groupUuids: string[],
  count: number,
  name = 'updateInbox',
): Promise<DynamoDBRecord[]> => {
  const partitions = groupUuids.map((uuid) => `MSG#${uuid}`)
  return eventually(
    async () =>
      (await readStream()).filter(
        (record) => wakes(name, record) && partitions.includes(record.dynamodb?.Keys?.pk?.S ?? ''),
      ),
    ({ length }) => length >= count,
  )
}
