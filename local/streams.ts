import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import type { DynamoDBRecord } from 'aws-lambda'
import { createBackoff, onWriteRequest } from './backoff.ts'
import { type ConsumerShard, openCheckpoints, shardEnd } from './checkpoints.ts'
import { deliver, type EventSourceMapping, type Invoke, matches } from './eventSourceMapping.ts'
import { listShards, readShard, selectReadable } from './shardReader.ts'

/** A function that the stream invokes. */
export type Consumer = { name: string; mapping: EventSourceMapping; invoke: Invoke }

type Options = { endpoint: string; tableName: string; folder: string; consumers: Consumer[] }

/** Prints a problem, but not again while it persists. */
const createReporter = (name: string) => {
  let lastProblem = ''
  return (problem: string) => {
    if (problem !== lastProblem) process.stderr.write(`\nCannot read the stream for ${name}: ${problem}\n`)
    lastProblem = problem
  }
}

const sequenceNumberOf = (record: DynamoDBRecord | undefined) => record?.dynamodb?.SequenceNumber ?? ''

/** What Lambda's failure destination gets: where the records are in the stream, not what they contain. */
const deadLetterOf = (
  { stream, consumer, shard }: ConsumerShard,
  records: DynamoDBRecord[],
  why: string,
) => ({
  consumer,
  requestContext: { condition: why },
  DDBStreamBatchInfo: {
    streamArn: stream,
    shardId: shard,
    startSequenceNumber: sequenceNumberOf(records[0]),
    endSequenceNumber: sequenceNumberOf(records.at(-1)),
    batchSize: records.length,
  },
})

/** Filters the records, delivers them, and appends those that fail to a file, the local dead-letter queue. */
const createDelivery = ({ name, mapping, invoke }: Consumer, shard: ConsumerShard, folder: string) => {
  const file = join(folder, 'dead-letters.jsonl')
  const giveUp = (records: DynamoDBRecord[], why: string) => {
    appendFileSync(file, `${JSON.stringify(deadLetterOf(shard, records, why))}\n`)
    process.stderr.write(`\n${name}: moved ${records.length} stream records to ${file} (${why})\n`)
  }
  return async (records: DynamoDBRecord[]) => {
    const matching = records.filter((record) =>
      mapping.filterPatterns.some((pattern) => matches(pattern, record)),
    )
    if (matching.length > 0) await deliver(matching, mapping, { invoke, giveUp })
  }
}

/**
 * Polls the table's stream and invokes its consumers, independently of each other, as Lambda's event source mappings do.
 * `caughtUp` resolves when the consumers have processed what the stream held at the start.
 */
export const startStreams = async ({ endpoint, tableName, folder, consumers }: Options) => {
  const client = new DynamoDBStreamsClient({ endpoint })
  const tableClient = new DynamoDBClient({ endpoint })
  const checkpoints = openCheckpoints(join(folder, 'streams.json'))
  const pollBackoff = createBackoff(50, 1000)
  const discoveryBackoff = createBackoff(50, 10_000)
  const readers = new Map<string, Promise<void>>()
  const keysAtTip = new Set<string>()
  const { promise: caughtUp, resolve: resolveCaughtUp } = Promise.withResolvers<void>()
  let stream = ''
  let shardIds: string[] = []
  let isStopped = false

  const keyOf = ({ stream, consumer, shard }: ConsumerShard) => `${stream} ${consumer} ${shard}`
  const isFinished = (consumerShard: ConsumerShard) => checkpoints.get(consumerShard) === shardEnd
  const isWanted = (consumerShard: ConsumerShard) =>
    !isStopped && consumerShard.stream === stream && shardIds.includes(consumerShard.shard)
  const shardsOf = ({ name }: Consumer): ConsumerShard[] =>
    shardIds.map((shard) => ({ stream, consumer: name, shard }))

  const checkCaughtUp = () => {
    const all = consumers.flatMap(shardsOf)
    if (all.every((shard) => isFinished(shard) || keysAtTip.has(keyOf(shard)))) resolveCaughtUp()
  }

  const startReader = (consumer: Consumer, consumerShard: ConsumerShard) => {
    const key = keyOf(consumerShard)
    if (readers.has(key)) return
    const reader = readShard(consumerShard, {
      client,
      checkpoints,
      batchSize: consumer.mapping.batchSize,
      deliver: createDelivery(consumer, consumerShard, folder),
      pause: pollBackoff.pause,
      onTip: () => {
        keysAtTip.add(key)
        checkCaughtUp()
      },
      isWanted: () => isWanted(consumerShard),
      report: createReporter(consumer.name),
    })
    readers.set(
      key,
      reader.then(() => {
        readers.delete(key)
        keysAtTip.delete(key)
        discoveryBackoff.wake() // child shards can be read now
      }),
    )
  }

  /** Lists the shards of the stream and starts readers for those that can be read. */
  const discoverShards = async () => {
    const { Table } = await tableClient.send(new DescribeTableCommand({ TableName: tableName }))
    if (!Table?.LatestStreamArn)
      throw new Error(
        `The table ${tableName} has no stream. Drop it with "npm run ddb:drop" and start again.`,
      )
    const shards = await listShards(client, Table.LatestStreamArn)
    stream = Table.LatestStreamArn
    shardIds = shards.map(({ id }) => id)
    checkpoints.keepOnly(stream, shardIds)
    for (const consumer of consumers) {
      // startingPosition applies to a new consumer only. A known consumer reads new shards from the start.
      const isKnown = checkpoints.hasAny(stream, consumer.name)
      const start = isKnown ? 'TRIM_HORIZON' : consumer.mapping.startingPosition
      for (const shard of shardsOf(consumer)) if (!checkpoints.get(shard)) checkpoints.set(shard, start)
      const readable = selectReadable(shards, (shard) =>
        isFinished({ stream, consumer: consumer.name, shard }),
      )
      for (const { id } of readable) startReader(consumer, { stream, consumer: consumer.name, shard: id })
    }
    checkCaughtUp()
  }

  const keepDiscovering = async () => {
    const report = createReporter(tableName)
    let rounds = 0
    while (!isStopped) {
      rounds = await discoveryBackoff.pause(rounds)
      if (!isStopped) await discoverShards().catch((error: Error) => report(error.message))
    }
  }

  await discoverShards()
  const discovering = keepDiscovering()
  const unsubscribe = onWriteRequest(pollBackoff.wake)
  const stop = async () => {
    isStopped = true
    unsubscribe()
    pollBackoff.wake()
    discoveryBackoff.wake()
    await Promise.all([discovering, ...readers.values()])
    client.destroy()
    tableClient.destroy()
  }
  return { caughtUp, stop }
}
