import { backoffMs } from '../../client/backoff.ts'
import { type MessengerError, messengerErrorOf } from '../../client/errors.ts'

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
      if (!isStopped) timer = setTimeout(now, backoffMs(failures, Math.random))
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
