import {
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import type { DynamoDBRecord } from 'aws-lambda'
import { type Checkpoints, type ShardOfConsumer, shardEnd } from './checkpoints.ts'

type Surroundings = {
  client: DynamoDBStreamsClient
  checkpoints: Checkpoints
  batchSize: number
  deliver: (records: DynamoDBRecord[]) => Promise<void>
  /** Waits before the next poll, after so many that returned nothing. Answers their new number. */
  pause: (emptyPolls: number) => Promise<number>
  /** Called when all that was written so far has been delivered. */
  onTip: () => void
  isWanted: () => boolean
  report: (problem: string) => void
}

const positionAt = (checkpoint = 'TRIM_HORIZON') =>
  checkpoint === 'TRIM_HORIZON' || checkpoint === 'LATEST'
    ? ({ ShardIteratorType: checkpoint } as const)
    : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: checkpoint } as const)

const minuteMs = 60_000

/**
 * When a record was created, in milliseconds. DynamoDB Local cuts the time to the minute, which would make a record up to a
 * minute too old for a function with a short record age: a full minute stands for the end of that minute, or for now.
 */
export const creationTimeOf = (at: number, now: number): number =>
  at % minuteMs === 0 ? Math.max(at, Math.min(now, at + minuteMs - 1)) : at

// A function gets seconds, where the client makes a Date.
const asOnTheWire = (record: DynamoDBRecord): DynamoDBRecord => {
  const at = record.dynamodb?.ApproximateCreationDateTime as unknown as Date | undefined
  if (!(at instanceof Date)) return record
  const ApproximateCreationDateTime = creationTimeOf(at.getTime(), Date.now()) / 1000
  return { ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime } }
}

const readOn = async (one: ShardOfConsumer, surroundings: Surroundings) => {
  const { client, checkpoints, batchSize, deliver, pause, onTip, isWanted } = surroundings
  const start = { StreamArn: one.stream, ShardId: one.shard, ...positionAt(checkpoints.get(one)) }
  let { ShardIterator: iterator } = await client.send(new GetShardIteratorCommand(start))
  for (let emptyPolls = 0; isWanted(); ) {
    if (!iterator) return checkpoints.set(one, shardEnd)
    const { Records = [], NextShardIterator } = await client.send(
      new GetRecordsCommand({ ShardIterator: iterator, Limit: batchSize }),
    )
    iterator = NextShardIterator
    const records = (Records as unknown as DynamoDBRecord[]).map(asOnTheWire)
    await deliver(records)
    const last = records.at(-1)?.dynamodb?.SequenceNumber
    if (last) {
      checkpoints.set(one, last)
      emptyPolls = 0
    } else if (iterator) {
      onTip()
      emptyPolls = await pause(emptyPolls)
    }
  }
}

/**
 * Delivers the records of a shard to a consumer, until the shard is finished or no longer wanted. Whatever fails, it goes
 * on from the checkpoint.
 */
export const readShard = async (one: ShardOfConsumer, surroundings: Surroundings) => {
  const { checkpoints, pause, isWanted, report } = surroundings
  let failures = 0
  while (isWanted() && checkpoints.get(one) !== shardEnd) {
    await readOn(one, surroundings).catch(async (error: Error) => {
      switch (error.name) {
        case 'ExpiredIteratorException': // it was left unused for 15 minutes, while a function failed
          return
        case 'ResourceNotFoundException':
          return checkpoints.set(one, shardEnd)
        case 'TrimmedDataAccessException':
          report('the stream dropped records before they were read')
          return checkpoints.set(one, 'TRIM_HORIZON')
      }
      report(error.message)
      failures = await pause(failures)
    })
  }
}
