import { createCache } from './cache.ts'
import { type Limit, tooManyRequests, windowOf } from './domain/limit.ts'

/*
 * Limits that each process enforces from its own memory: they cost nothing, and many processes together allow more
 * (docs/decisions/0017-limits.md). The limits that all processes share are in src/repository/limits.ts.
 */

const counters = createCache<{ count: number }>()

export const enforceSoftLimit = (userUuid: string, limit: Limit, now: number) => {
  const { index, endsAtSeconds } = windowOf(limit, now)
  const key = `${userUuid} ${limit.name} ${index}`
  const counter = counters.get(key, now) ?? { count: 0 }
  if (counter.count === 0) counters.set(key, counter, { now, until: endsAtSeconds * 1000 })
  counter.count += 1
  if (counter.count > limit.max) throw tooManyRequests(limit, now)
}

/** Creates a function that answers true at most once per interval for each key. */
export const createThrottle = (intervalMs: number) => {
  const recent = createCache<true>()
  return (key: string, now: number): boolean => {
    if (recent.get(key, now)) return false
    recent.set(key, true, { now, until: now + intervalMs })
    return true
  }
}
