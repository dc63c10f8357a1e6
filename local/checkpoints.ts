import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** What one consumer reads: a shard of a stream. */
export type ShardOfConsumer = { stream: string; consumer: string; shard: string }

/** The checkpoint of a shard that is closed and has been read to its end. */
export const shardEnd = 'SHARD_END'

/**
 * How far each consumer has read each shard, kept in a file, so that a restart replays nothing. A checkpoint is the
 * sequence number of the last record, or the starting position while nothing was read, or the end of the shard.
 */
export const checkpointsIn = (file: string) => {
  const state: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const keyOf = ({ stream, consumer, shard }: ShardOfConsumer) => `${stream} ${consumer} ${shard}`
  const save = () => {
    writeFileSync(`${file}.new`, JSON.stringify(state, null, 2))
    renameSync(`${file}.new`, file) // whole, or as it was: half a file would keep the next stack from starting
  }
  return {
    get: (one: ShardOfConsumer) => state[keyOf(one)],
    set: (one: ShardOfConsumer, position: string) => {
      state[keyOf(one)] = position
      save()
    },
    hasAny: (stream: string, consumer: string) =>
      Object.keys(state).some((key) => key.startsWith(`${stream} ${consumer} `)),
    /** Forgets the shards of a stream that are not among these. */
    keepOnly: (stream: string, shards: string[]) => {
      const gone = Object.keys(state).filter(
        (key) => key.startsWith(`${stream} `) && !shards.some((shard) => key.endsWith(` ${shard}`)),
      )
      if (gone.length === 0) return
      for (const key of gone) delete state[key]
      save()
    },
  }
}

export type Checkpoints = ReturnType<typeof checkpointsIn>
