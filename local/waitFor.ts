import { setTimeout as sleep } from 'node:timers/promises'
import type { Child } from './child.ts'

/** Asks again until the answer is yes, for as long as the child lives and the patience lasts. */
export const waitFor = async (
  what: string,
  isReady: () => Promise<boolean>,
  child?: Child,
  patienceMs = 60_000,
) => {
  let hasEnded = false
  child?.ended.then(() => {
    hasEnded = true
  })
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(15)) {
    if (await isReady().catch(() => false)) return
    if (hasEnded)
      throw new Error(`${what} ended before it was ready. It said:\n${child?.said() || 'nothing'}`)
  }
  throw new Error(
    `${what} was not ready within ${patienceMs / 1000} seconds. It said:\n${child?.said() || 'nothing'}`,
  )
}

export const answers = (url: string) => async () =>
  (await fetch(url, { signal: AbortSignal.timeout(1000) })).status < 500
