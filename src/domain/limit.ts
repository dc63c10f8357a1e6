import { VisibleError } from './error.ts'

/** At most `max` requests of a user in each window of time. */
export type Limit = { name: string; max: number; windowSeconds: number }

/** The window that contains a time, and when it ends. */
export const windowOf = ({ windowSeconds }: Limit, now: number) => {
  const index = Math.floor(now / 1000 / windowSeconds)
  return { index, endsAtSeconds: (index + 1) * windowSeconds }
}

export const secondsLeft = (limit: Limit, now: number): number =>
  Math.max(1, Math.ceil(windowOf(limit, now).endsAtSeconds - now / 1000))

export const tooManyRequests = (limit: Limit, now: number) =>
  new VisibleError('too_many_requests', { retryAfterSeconds: secondsLeft(limit, now) })

/** How many requests each process allows in a window before it counts them in the table. */
export const freeAllowanceOf = ({ max }: Limit): number => Math.floor(max / 60)

/**
 * How many requests a process first reserves in the table; each further chunk is twice as large. With a first chunk of
 * twice the free allowance, a process has always used more than half of what it has reserved
 * (docs/decisions/0017-limits.md).
 */
export const firstChunkSizeOf = (limit: Limit): number => Math.max(1, 2 * freeAllowanceOf(limit))
