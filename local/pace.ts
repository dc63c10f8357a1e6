import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { setTimeout as timer } from 'node:timers/promises'

type Sleep = (ms: number, signal?: AbortSignal) => Promise<unknown>

const sleepUnlessAborted: Sleep = (ms, signal) =>
  timer(ms, undefined, signal ? { signal } : {}).catch(() => {})

/**
 * How long a poller waits after polls that returned nothing: twice as long each time, between two bounds. `wake` ends all
 * waits, but none before the shortest one is over: under load it must not become a busy loop.
 */
export const createThrottle = (shortestMs: number, longestMs: number, sleep = sleepUnlessAborted) => {
  const waiting = new Set<AbortController>()

  /** Waits, and answers the number of empty polls to wait by the next time. */
  const pause = async (emptyPolls: number): Promise<number> => {
    const woken = new AbortController()
    waiting.add(woken)
    await sleep(shortestMs)
    const restMs = Math.min(shortestMs * 2 ** emptyPolls, longestMs) - shortestMs
    if (restMs > 0 && !woken.signal.aborted) await sleep(restMs, woken.signal)
    waiting.delete(woken)
    return woken.signal.aborted ? 0 : emptyPolls + 1
  }

  const wake = () => {
    for (const woken of waiting) woken.abort()
  }

  return { pause, wake }
}

const finished = 'http.server.response.finish'

/** Calls back after each request to a server of this process that may have written something. Answers how to end that. */
export const onWriteRequest = (callback: () => void) => {
  const listen = (event: unknown) => {
    const { method } = (event as { request: IncomingMessage }).request
    if (method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS') callback()
  }
  subscribe(finished, listen)
  return () => unsubscribe(finished, listen)
}
