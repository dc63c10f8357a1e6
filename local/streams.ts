import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import type { DynamoDBRecord } from 'aws-lambda'
import { deliver, type Invoke, matches, type Rules } from './eventSource.ts'

export type Consumer = { name: string; rules: Rules; invoke: Invoke }

const pollEveryMs = 50

/** How far each consumer has come in each shard of a stream, kept in a file, so that a restart replays nothing. */
const checkpointsIn = (file: string, stream: string) => {
  const state: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  return {
    get: (consumer: string, shard: string) => state[`${stream} ${consumer} ${shard}`],
    set: (consumer: string, shard: string, sequenceNumber: string) => {
      state[`${stream} ${consumer} ${shard}`] = sequenceNumber
      writeFileSync(`${file}.new`, JSON.stringify(state, null, 2))
      renameSync(`${file}.new`, file) // whole, or as it was: half a file would keep the next stack from starting
    },
  }
}

type Options = { endpoint: string; tableName: string; folder: string; consumers: Consumer[] }

/**
 * Reads the table's stream and wakes the functions that wait for it, each at its own pace. Answers when what stood in it
 * has been dealt with, and how to stop.
 */
export const startStreams = async ({ endpoint, tableName, folder, consumers }: Options) => {
  const client = new DynamoDBStreamsClient({ endpoint })
  const table = new DynamoDBClient({ endpoint })
  const { Table } = await table.send(new DescribeTableCommand({ TableName: tableName }))
  table.destroy()
  const StreamArn = Table?.LatestStreamArn
  if (!StreamArn)
    throw new Error(`The table ${tableName} has no stream. An older table must be dropped, or given one.`)
  const checkpoints = checkpointsIn(join(folder, 'streams.json'), StreamArn)
  let isStopped = false

  const iteratorOf = async ({ name, rules }: Consumer, ShardId: string) => {
    const SequenceNumber = checkpoints.get(name, ShardId)
    const position = SequenceNumber
      ? ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber } as const)
      : ({ ShardIteratorType: rules.startingPosition } as const)
    return (await client.send(new GetShardIteratorCommand({ StreamArn, ShardId, ...position }))).ShardIterator
  }

  const giveUp = (consumer: string) => (records: DynamoDBRecord[], why: string) => {
    const file = join(folder, 'dead-letters.jsonl')
    appendFileSync(file, `${JSON.stringify({ consumer, why, records })}\n`)
    process.stderr.write(`\n${consumer} was given up on ${records.length} stream records (${why}): ${file}\n`)
  }

  const readOn = async (consumer: Consumer, shardId: string, atEnd: () => void) => {
    const { name, rules, invoke } = consumer
    let iterator = await iteratorOf(consumer, shardId)
    while (iterator && !isStopped) {
      const { Records = [], NextShardIterator } = await client.send(
        new GetRecordsCommand({ ShardIterator: iterator, Limit: rules.batchSize }),
      )
      const records = (Records as unknown as DynamoDBRecord[]).map(asOnTheWire)
      const wanted = records.filter((record) =>
        rules.filterPatterns.some((pattern) => matches(pattern, record)),
      )
      if (wanted.length > 0) await deliver(wanted, rules, { invoke, giveUp: giveUp(name) })
      const last = records.at(-1)?.dynamodb?.SequenceNumber
      if (last) checkpoints.set(name, shardId, last)
      else {
        atEnd()
        await sleep(pollEveryMs)
      }
      iterator = NextShardIterator
    }
  }

  // Whatever goes wrong with reading, it is read on from where it was.
  const readShard = async (consumer: Consumer, shardId: string, atEnd: () => void) => {
    let said = ''
    while (!isStopped) {
      await readOn(consumer, shardId, atEnd).catch((error: Error) => {
        if (error.message !== said)
          process.stderr.write(`\nThe stream of ${consumer.name}: ${error.message}\n`)
        said = error.message
        return sleep(pollEveryMs)
      })
    }
  }

  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }))
  const shards = StreamDescription?.Shards ?? []
  const readers = consumers.flatMap((consumer) =>
    shards.map(({ ShardId }) => {
      const { promise: caughtUp, resolve } = Promise.withResolvers<void>()
      return { caughtUp, ended: readShard(consumer, ShardId ?? '', resolve) }
    }),
  )
  const stop = async () => {
    isStopped = true
    await Promise.all(readers.map(({ ended }) => ended))
    client.destroy()
  }
  return { caughtUp: Promise.all(readers.map(({ caughtUp }) => caughtUp)), stop }
}

// A function gets seconds, where the client makes a Date.
const asOnTheWire = (record: DynamoDBRecord): DynamoDBRecord => {
  const at = record.dynamodb?.ApproximateCreationDateTime as unknown as Date | undefined
  if (!(at instanceof Date)) return record
  return { ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: at.getTime() / 1000 } }
}
