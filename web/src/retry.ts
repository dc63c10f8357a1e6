import { codeOf } from './failure.ts'

const longestDelayMs = 30_000

/** How long to wait after so many failures. Random, so that after an outage not everybody comes back at the same moment. */
export const backoffMs = (failures: number): number =>
  Math.min(1000 * 2 ** failures, longestDelayMs) * (0.5 + Math.random() / 2)

/**
 * Attempts something until it succeeds: with backoff, and at once when the network is back, somebody looks at the page, or
 * `now` is called. `failed` hears why an attempt did not succeed.
 */
export const retryUntilDone = (attempt: () => Promise<unknown>, failed: (code: string) => void) => {
  let failures = 0
  let isRunning = false
  let isStopped = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const now = async () => {
    if (isRunning) return
    isRunning = true
    clearTimeout(timer)
    try {
      await attempt()
      stop()
    } catch (error) {
      if (!isStopped) timer = setTimeout(now, backoffMs(failures))
      failures += 1
      failed(codeOf(error))
    } finally {
      isRunning = false
    }
  }

  const look = () => {
    if (document.visibilityState === 'visible') now()
  }

  const stop = () => {
    isStopped = true
    clearTimeout(timer)
    removeEventListener('online', now)
    document.removeEventListener('visibilitychange', look)
  }

  addEventListener('online', now)
  document.addEventListener('visibilitychange', look)
  now()
  return { now, stop }
}
