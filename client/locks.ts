import type { MessengerLocks } from './types.ts'

/**
 * Does some work in one tab at a time. A browser that blocks storage may block locks, too: then the tabs share nothing, and
 * the work needs no lock.
 */
export const withLock = async <Result>(
  locks: MessengerLocks | undefined,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> => {
  if (!locks) return work()
  let hasBegun = false
  const begin = () => {
    hasBegun = true
    return work()
  }
  try {
    return await locks.request(name, begin)
  } catch (error) {
    if (hasBegun) throw error
    return work()
  }
}
