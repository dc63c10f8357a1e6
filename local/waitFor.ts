import { setTimeout as sleep } from 'node:timers/promises'
import type { Child } from './childProcess.ts'

/** Polls until the service is ready. Throws if its process exits or the time is up. */
export const waitFor = async (
  name: string,
  isReady: () => Promise<boolean>,
  child?: Child,
  timeoutMs = 60_000,
) => {
  let hasExited = false
  child?.exited.then(() => {
    hasExited = true
  })
  const output = () => (child ? `\n${child.output()}` : '')
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(15)) {
    if (await isReady().catch(() => false)) return
    if (hasExited) throw new Error(`${name} exited before it was ready.${output()}`)
  }
  throw new Error(`${name} was not ready after ${timeoutMs / 1000} seconds.${output()}`)
}

export const isResponding = (url: string) => async () =>
  (await fetch(url, { signal: AbortSignal.timeout(1000) })).status < 500
