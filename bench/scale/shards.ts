import { createHash } from 'node:crypto'
import type { Assumptions } from './assumptions.ts'

/** A record of the stream, and how many requests the function makes for it. */
type Consumer = { backlog: Float64Array; requests: Float64Array; records: Float64Array; lags: number[] }

/** The shard of a partition key. DynamoDB distributes keys by a hash. */
export const shardOf = (key: string, shards: number): number =>
  createHash('md5').update(key).digest().readUInt32BE(0) % shards

/**
 * The lag of a function that reads a stream: each shard is read by one invocation at a time, up to 100 records each, and an
 * invocation makes 50 requests at once.
 */
export const createConsumer = (shards: number, { batchSize, invocationMs, requestMs }: Assumptions) => {
  const consumer: Consumer = {
    backlog: new Float64Array(shards),
    requests: new Float64Array(shards),
    records: new Float64Array(shards),
    lags: [],
  }
  const { backlog, requests, records, lags } = consumer
  return {
    add: (shard: number, requestsForRecord: number) => {
      records[shard] = (records[shard] ?? 0) + 1
      requests[shard] = (requests[shard] ?? 0) + requestsForRecord
    },
    /** Works for a second. What is left waits. */
    endSecond: () => {
      for (let shard = 0; shard < shards; shard += 1) {
        const arrived = records[shard] ?? 0
        const invocations = Math.ceil(arrived / batchSize)
        const ms = invocations * invocationMs + Math.ceil((requests[shard] ?? 0) / 50) * requestMs
        backlog[shard] = Math.max(0, (backlog[shard] ?? 0) + ms - 1000)
        if (arrived > 0) lags.push((backlog[shard] ?? 0) + Math.min(ms, 1000) / Math.max(1, invocations))
        records[shard] = 0
        requests[shard] = 0
      }
    },
    lags: () => lags,
  }
}
