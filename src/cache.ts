/**
 * A map whose entries expire. It holds at most `maxEntries`: setting an entry removes the expired ones at the front, and
 * then, if the map is full, the oldest. So a caller with many keys does not empty the cache for everybody.
 */
export const createCache = <Value>(maxEntries = 10_000) => {
  const entries = new Map<string, { value: Value; until: number }>()
  return {
    get: (key: string, now = 0): Value | undefined => {
      const entry = entries.get(key)
      return entry && now < entry.until ? entry.value : undefined
    },
    /** Without `until`, the entry stays until newer ones replace it. */
    set: (key: string, value: Value, { now = 0, until = Number.POSITIVE_INFINITY } = {}) => {
      entries.delete(key) // moves it to the end of the map, behind the entries that expire earlier
      for (const [oldestKey, entry] of entries) {
        if (now < entry.until && entries.size < maxEntries) break
        entries.delete(oldestKey)
      }
      entries.set(key, { value, until })
    },
  }
}
