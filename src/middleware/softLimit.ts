import { createCache } from '../cache.ts'
import { type Limit, tooMany, windowOf } from '../domain/limit.ts'

const counts = createCache<{ hits: number }>()

/** Refuses what is too much for this process. Nothing of it is stored, so that it costs nothing: docs/decisions/0017-limits.md. */
export const enforceSoftLimit = (userUuid: string, limit: Limit, now: number) => {
  const { index, endsAtSeconds } = windowOf(limit, now)
  const name = `${userUuid} ${limit.name} ${index}`
  const count = counts.get(name, now) ?? { hits: 0 }
  if (count.hits === 0) counts.set(name, count, { now, until: endsAtSeconds * 1000 })
  count.hits += 1
  if (count.hits > limit.most) throw tooMany(limit, now)
}
