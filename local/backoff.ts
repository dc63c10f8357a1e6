import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { setTimeout as timer } from 'node:timers/promises'

type Sleep = (ms: number, signal?: AbortSignal) => Promise<unknown>

const sleepUnlessAborted: Sleep = (ms, signal) =>
  timer(ms, undefined, signal ? { signal } : {}).catch(() => {})

/**
 * Exponential backoff for a poller: after each empty poll it waits twice as long, between `minMs` and `maxMs`. `wake` ends
 * all waits, but never before `minMs`, so that frequent wakes do not cause a busy loop.
 */
export const createBackoff = (minMs: number, maxMs: number, sleep = sleepUnlessAborted) => {
  const waiting = new Set<AbortController>()

  /** Waits, and returns the number of empty polls for the next wait. */
  const pause = async (emptyPolls: number): Promise<number> => {
    const controller = new AbortController()
    waiting.add(controller)
    await sleep(minMs)
    const remainingMs = Math.min(minMs * 2 ** emptyPolls, maxMs) - minMs
    if (remainingMs > 0 && !controller.signal.aborted) await sleep(remainingMs, controller.signal)
    waiting.delete(controller)
    return controller.signal.aborted ? 0 : emptyPolls + 1
  }

  const wake = () => {
    for (const controller of waiting) controller.abort()
  }

  return { pause, wake }
}

const responseFinished = 'http.server.response.finish'

/**
 * Calls back after each request to a server of this process that may have written to the table. Returns a function that
 * unsubscribes.
 */
export const onWriteRequest = (callback: () => void) => {
  const listen = (event: unknown) => {
    const { method } = (event as { request: IncomingMessage }).request
    if (method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS') callback()
  }
  subscribe(responseFinished, listen)
  return () => unsubscribe(responseFinished, listen)
}
