import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import type { DynamoDBRecord } from 'aws-lambda'
import { type Checkpoints, type ConsumerShard, shardEnd } from './checkpoints.ts'

export type Shard = { id: string; parentId?: string | undefined }

/** All shards of a stream, open and closed. */
export const listShards = async (client: DynamoDBStreamsClient, StreamArn: string): Promise<Shard[]> => {
  const shards: Shard[] = []
  let lastShardId: string | undefined
  do {
    const { StreamDescription } = await client.send(
      new DescribeStreamCommand({
        StreamArn,
        ...(lastShardId ? { ExclusiveStartShardId: lastShardId } : {}),
      }),
    )
    for (const { ShardId = '', ParentShardId } of StreamDescription?.Shards ?? [])
      shards.push({ id: ShardId, parentId: ParentShardId })
    lastShardId = StreamDescription?.LastEvaluatedShardId
  } while (lastShardId)
  return shards
}

/**
 * The shards that a consumer can read now. It must finish the parent shard first, because both can hold records of the same
 * item.
 */
export const selectReadable = (shards: Shard[], isFinished: (id: string) => boolean): Shard[] => {
  const ids = new Set(shards.map(({ id }) => id))
  return shards.filter(
    ({ id, parentId }) =>
      !isFinished(id) && (parentId === undefined || !ids.has(parentId) || isFinished(parentId)),
  )
}

type Dependencies = {
  client: DynamoDBStreamsClient
  checkpoints: Checkpoints
  batchSize: number
  deliver: (records: DynamoDBRecord[]) => Promise<void>
  /** Waits before the next poll. Takes the number of empty polls so far and returns the next one. */
  pause: (emptyPolls: number) => Promise<number>
  /** Called when the consumer has received everything written so far. */
  onTip: () => void
  isWanted: () => boolean
  report: (problem: string) => void
}

const startAt = (checkpoint = 'TRIM_HORIZON') =>
  checkpoint === 'TRIM_HORIZON' || checkpoint === 'LATEST'
    ? ({ ShardIteratorType: checkpoint } as const)
    : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: checkpoint } as const)

const minuteMs = 60_000

/**
 * When a record was created, in milliseconds. DynamoDB Local truncates this time to the minute, so a new record could exceed
 * a short maximum record age. A full minute therefore counts as the end of that minute, but not as a time in the future.
 */
export const creationTimeOf = (time: number, now: number): number =>
  time % minuteMs === 0 ? Math.max(time, Math.min(now, time + minuteMs - 1)) : time

// The SDK returns a Date; Lambda passes seconds to the function.
const toLambdaRecord = (record: DynamoDBRecord): DynamoDBRecord => {
  const createdAt = record.dynamodb?.ApproximateCreationDateTime as unknown as Date | undefined
  if (!(createdAt instanceof Date)) return record
  const ApproximateCreationDateTime = creationTimeOf(createdAt.getTime(), Date.now()) / 1000
  return { ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime } }
}

const readFromCheckpoint = async (consumerShard: ConsumerShard, dependencies: Dependencies) => {
  const { client, checkpoints, batchSize, deliver, pause, onTip, isWanted } = dependencies
  const { stream: StreamArn, shard: ShardId } = consumerShard
  const start = { StreamArn, ShardId, ...startAt(checkpoints.get(consumerShard)) }
  let { ShardIterator: iterator } = await client.send(new GetShardIteratorCommand(start))
  for (let emptyPolls = 0; isWanted(); ) {
    if (!iterator) return checkpoints.set(consumerShard, shardEnd)
    const { Records = [], NextShardIterator } = await client.send(
      new GetRecordsCommand({ ShardIterator: iterator, Limit: batchSize }),
    )
    iterator = NextShardIterator
    const records = (Records as unknown as DynamoDBRecord[]).map(toLambdaRecord)
    await deliver(records)
    const lastSequenceNumber = records.at(-1)?.dynamodb?.SequenceNumber
    if (lastSequenceNumber) {
      checkpoints.set(consumerShard, lastSequenceNumber)
      emptyPolls = 0
    } else if (iterator) {
      onTip()
      emptyPolls = await pause(emptyPolls)
    }
  }
}

/**
 * Delivers the records of a shard to a consumer until the shard is finished or no longer wanted. After an error, it continues
 * from the checkpoint.
 */
export const readShard = async (consumerShard: ConsumerShard, dependencies: Dependencies) => {
  const { checkpoints, pause, isWanted, report } = dependencies
  let failures = 0
  while (isWanted() && checkpoints.get(consumerShard) !== shardEnd) {
    await readFromCheckpoint(consumerShard, dependencies).catch(async (error: Error) => {
      switch (error.name) {
        case 'ExpiredIteratorException': // after 15 minutes without a read, while the function was failing
          return
        case 'ResourceNotFoundException':
          return checkpoints.set(consumerShard, shardEnd)
        case 'TrimmedDataAccessException':
          report('The stream trimmed records before they were read.')
          return checkpoints.set(consumerShard, 'TRIM_HORIZON')
      }
      report(error.message)
      failures = await pause(failures)
    })
  }
}
