import { VisibleError } from './error.ts'

/** At most `most` in a window of `seconds`. */
export type Limit = { name: string; most: number; seconds: number }

/** The window in which a time lies, and when the next one begins. */
export const windowOf = ({ seconds }: Limit, now: number) => {
  const index = Math.floor(now / 1000 / seconds)
  return { index, endsAtSeconds: (index + 1) * seconds }
}

export const secondsLeft = (limit: Limit, now: number): number =>
  Math.max(1, Math.ceil(windowOf(limit, now).endsAtSeconds - now / 1000))

export const tooMany = (limit: Limit, now: number) =>
  new VisibleError('too_many_requests', { retryAfterSeconds: secondsLeft(limit, now) })

/** How many each process lets pass in a window without counting them in the table. */
export const uncountedOf = ({ most }: Limit): number => Math.floor(most / 60)

/**
 * How many a process reserves in the table at first; each further chunk is twice as large. With twice what is free, a
 * process has always used more than half of what it has reserved (docs/decisions/0017-limits.md).
 */
export const firstChunkOf = (limit: Limit): number => Math.max(1, 2 * uncountedOf(limit))
