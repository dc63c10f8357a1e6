import { createCache } from './cache.ts'

/** Whether it is time again: for each name once in `everyMs`, as far as this process knows. Nothing of it is stored. */
export const createThrottle = (everyMs: number) => {
  const recent = createCache<true>()
  return (name: string, now: number): boolean => {
    if (recent.get(name, now)) return false
    recent.set(name, true, { now, until: now + everyMs })
    return true
  }
}
