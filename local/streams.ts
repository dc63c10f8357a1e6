import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import type { DynamoDBRecord } from 'aws-lambda'
import { checkpointsIn, type ShardOfConsumer, shardEnd } from './checkpoints.ts'
import { deliver, type Invoke, matches, type Rules } from './eventSource.ts'
import { createThrottle, onWriteRequest } from './pace.ts'
import { readShard } from './shardReader.ts'
import { listShards, readable } from './shards.ts'

export type Consumer = { name: string; rules: Rules; invoke: Invoke }

type Options = { endpoint: string; tableName: string; folder: string; consumers: Consumer[] }

/** Writes each problem of somebody once, however often it comes. */
const reporter = (who: string) => {
  let last = ''
  return (problem: string) => {
    if (problem !== last) process.stderr.write(`\nThe stream of ${who}: ${problem}\n`)
    last = problem
  }
}

/** Hands a consumer those records that it filters for, and writes to a file those that it fails on. */
const delivererTo = ({ name, rules, invoke }: Consumer, folder: string) => {
  const file = join(folder, 'dead-letters.jsonl')
  const giveUp = (records: DynamoDBRecord[], why: string) => {
    appendFileSync(file, `${JSON.stringify({ consumer: name, why, records })}\n`)
    process.stderr.write(`\n${name} was given up on ${records.length} stream records (${why}): ${file}\n`)
  }
  return async (records: DynamoDBRecord[]) => {
    const wanted = records.filter((record) =>
      rules.filterPatterns.some((pattern) => matches(pattern, record)),
    )
    if (wanted.length > 0) await deliver(wanted, rules, { invoke, giveUp })
  }
}

/**
 * Reads the table's stream and invokes the functions that consume it, each at its own pace. Answers when they have dealt
 * with what the stream held, and how to stop.
 */
export const startStreams = async ({ endpoint, tableName, folder, consumers }: Options) => {
  const client = new DynamoDBStreamsClient({ endpoint })
  const table = new DynamoDBClient({ endpoint })
  const checkpoints = checkpointsIn(join(folder, 'streams.json'))
  const polls = createThrottle(50, 1000)
  const discoveries = createThrottle(50, 10_000)
  const readers = new Map<string, Promise<void>>()
  const atTip = new Set<string>()
  const { promise: caughtUp, resolve: haveCaughtUp } = Promise.withResolvers<void>()
  let stream = ''
  let shardIds: string[] = []
  let isStopped = false

  const keyOf = (one: ShardOfConsumer) => `${one.stream} ${one.consumer} ${one.shard}`
  const isFinished = (one: ShardOfConsumer) => checkpoints.get(one) === shardEnd
  const isWanted = (one: ShardOfConsumer) =>
    !isStopped && one.stream === stream && shardIds.includes(one.shard)
  const shardsOf = ({ name }: Consumer): ShardOfConsumer[] =>
    shardIds.map((shard) => ({ stream, consumer: name, shard }))

  const checkCaughtUp = () => {
    const all = consumers.flatMap(shardsOf)
    if (all.every((one) => isFinished(one) || atTip.has(keyOf(one)))) haveCaughtUp()
  }

  const startReader = (consumer: Consumer, one: ShardOfConsumer) => {
    const key = keyOf(one)
    if (readers.has(key)) return
    const reader = readShard(one, {
      client,
      checkpoints,
      batchSize: consumer.rules.batchSize,
      deliver: delivererTo(consumer, folder),
      pause: polls.pause,
      onTip: () => {
        atTip.add(key)
        checkCaughtUp()
      },
      isWanted: () => isWanted(one),
      report: reporter(consumer.name),
    })
    readers.set(
      key,
      reader.then(() => {
        readers.delete(key)
        atTip.delete(key)
        discoveries.wake() // now its children may be read
      }),
    )
  }

  /** Looks which shards the stream has, and starts to read those whose turn it is. */
  const discover = async () => {
    const { Table } = await table.send(new DescribeTableCommand({ TableName: tableName }))
    if (!Table?.LatestStreamArn)
      throw new Error(`The table ${tableName} has no stream. An older table must be dropped, or given one.`)
    const shards = await listShards(client, Table.LatestStreamArn)
    stream = Table.LatestStreamArn
    shardIds = shards.map(({ id }) => id)
    checkpoints.keepOnly(stream, shardIds)
    for (const consumer of consumers) {
      // A new consumer starts where its rules say, but misses nothing of a shard that comes later.
      const isKnown = checkpoints.hasAny(stream, consumer.name)
      const start = isKnown ? 'TRIM_HORIZON' : consumer.rules.startingPosition
      for (const one of shardsOf(consumer)) if (!checkpoints.get(one)) checkpoints.set(one, start)
      const due = readable(shards, (shard) => isFinished({ stream, consumer: consumer.name, shard }))
      for (const { id } of due) startReader(consumer, { stream, consumer: consumer.name, shard: id })
    }
    checkCaughtUp()
  }

  const keepDiscovering = async () => {
    const report = reporter(tableName)
    let rounds = 0
    while (!isStopped) {
      rounds = await discoveries.pause(rounds)
      if (!isStopped) await discover().catch((error: Error) => report(error.message))
    }
  }

  await discover()
  const discovering = keepDiscovering()
  const stopListening = onWriteRequest(polls.wake)
  const stop = async () => {
    isStopped = true
    stopListening()
    polls.wake()
    discoveries.wake()
    await Promise.all([discovering, ...readers.values()])
    client.destroy()
    table.destroy()
  }
  return { caughtUp, stop }
}
