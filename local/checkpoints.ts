import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** A shard as one consumer reads it. */
export type ConsumerShard = { stream: string; consumer: string; shard: string }

/** The checkpoint of a closed shard that has been read to its end. */
export const shardEnd = 'SHARD_END'

/**
 * How far each consumer has read each shard, stored in a file so that a restart does not replay the stream. A checkpoint is
 * the sequence number of the last record, or the starting position before the first record, or `shardEnd`.
 */
export const openCheckpoints = (file: string) => {
  const checkpoints: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const keyOf = ({ stream, consumer, shard }: ConsumerShard) => `${stream} ${consumer} ${shard}`
  const save = () => {
    // Atomic, because the next stack cannot start with a truncated file.
    writeFileSync(`${file}.new`, JSON.stringify(checkpoints, null, 2))
    renameSync(`${file}.new`, file)
  }
  return {
    get: (shard: ConsumerShard) => checkpoints[keyOf(shard)],
    set: (shard: ConsumerShard, position: string) => {
      checkpoints[keyOf(shard)] = position
      save()
    },
    hasAny: (stream: string, consumer: string) =>
      Object.keys(checkpoints).some((key) => key.startsWith(`${stream} ${consumer} `)),
    /** Deletes the checkpoints of all other shards of the stream. */
    keepOnly: (stream: string, shards: string[]) => {
      const expired = Object.keys(checkpoints).filter(
        (key) => key.startsWith(`${stream} `) && !shards.some((shard) => key.endsWith(` ${shard}`)),
      )
      if (expired.length === 0) return
      for (const key of expired) delete checkpoints[key]
      save()
    },
  }
}

export type Checkpoints = ReturnType<typeof openCheckpoints>
