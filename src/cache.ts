/**
 * A map whose entries expire. Its memory is bounded: setting an entry first removes the entries at the front that have
 * expired, and where the map is still full, the oldest one. One caller with many names does not reset everybody's.
 */
export const createCache = <Value>(most = 10_000) => {
  const entries = new Map<string, { value: Value; until: number }>()
  return {
    get: (name: string, now = 0): Value | undefined => {
      const entry = entries.get(name)
      return entry && now < entry.until ? entry.value : undefined
    },
    /** Without a time, the entry stays until newer ones need its place. */
    set: (name: string, value: Value, { now = 0, until = Number.POSITIVE_INFINITY } = {}) => {
      entries.delete(name) // so that it goes to the end, behind those that expire earlier
      for (const [oldest, entry] of entries) {
        if (now < entry.until && entries.size < most) break
        entries.delete(oldest)
      }
      entries.set(name, { value, until })
    },
  }
}
