/**
 * Does some work in one tab at a time. A browser that blocks storage may block locks, too: then the tabs share nothing, and
 * the work needs no lock.
 */
export const withLock = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await navigator.locks.request(name, work)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    return work()
  }
}
