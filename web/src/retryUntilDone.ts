import { type MessengerError, messengerErrorOf } from '../../client/errors.ts'

const maxDelayMs = 30_000

/** Exponential backoff with jitter, so that the clients do not all come back at once after an outage. */
const backoffMs = (failures: number): number =>
  Math.min(1000 * 2 ** failures, maxDelayMs) * (0.5 + Math.random() / 2)

/**
 * Retries with backoff until an attempt succeeds, and at once when the network is back, the page becomes visible or `now` is
 * called. Each failure is reported to `onFailure`.
 */
export const retryUntilDone = (
  attempt: () => Promise<unknown>,
  onFailure: (error: MessengerError) => void,
) => {
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
      onFailure(messengerErrorOf(error))
    } finally {
      isRunning = false
    }
  }

  const onVisibilityChange = () => {
    if (document.visibilityState === 'visible') now()
  }

  const stop = () => {
    isStopped = true
    clearTimeout(timer)
    removeEventListener('online', now)
    document.removeEventListener('visibilitychange', onVisibilityChange)
  }

  addEventListener('online', now)
  document.addEventListener('visibilitychange', onVisibilityChange)
  now()
  return { now, stop }
}
