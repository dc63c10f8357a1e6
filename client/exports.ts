import { backoffMs } from './backoff.ts'
import { type MessengerError, messengerErrorOf } from './errors.ts'
import { repeatedFlight } from './singleFlight.ts'
import { createStore, setView } from './store.ts'
import type { Api, Export, Platform, Store } from './types.ts'

/* The files with everything that the API has stored about the user, which they ask for and download. */

export type Exports = {
  /** Newest first: those of the last seven days. */
  exports: readonly Export[]
  isLoaded: boolean
  /** A request for a new one is under way. */
  isStarting: boolean
  /** Why the last request failed. */
  error: MessengerError | undefined
}

export type ExportsStore = Store<Exports> & {
  /** Loads them, and keeps them up to date until the returned function is called. Can be called several times. */
  open(): () => void
  /** Loads them again. If that fails, the reason is in `error`. */
  load(): Promise<void>
  /** Asks for a new one, or for the one that is running. Rejects with a MessengerError. */
  start(): Promise<void>
}

type Timers = Pick<Platform, 'setTimeout' | 'clearTimeout' | 'now' | 'random'>

/** Links are loaded again before they expire, and not more often than this, whatever the clock of the device says. */
const minLinkAgeMs = 60_000

const isRunning = ({ state }: Export): boolean => state === 'running'

export const createExports = (api: Api, { setTimeout, clearTimeout, now, random }: Timers): ExportsStore => {
  const store = createStore<Exports>({ exports: [], isLoaded: false, isStarting: false, error: undefined })
  const show = (changes: Partial<Exports>) => setView(store, { ...store.get(), ...changes })
  let openCount = 0
  let attempts = 0
  let timer: unknown

  const delayMs = (): number | undefined => {
    const { exports, error } = store.get()
    if (error?.isRetryable || exports.some(isRunning)) {
      attempts += 1
      return Math.max(backoffMs(attempts, random), error?.retryAfterMs ?? 0)
    }
    const expiries = exports.flatMap(({ files }) => files.map(({ expires_at }) => Date.parse(expires_at)))
    if (expiries.length === 0) return undefined
    return Math.max(Math.min(...expiries) - now() - minLinkAgeMs, minLinkAgeMs)
  }

  const load = repeatedFlight(async () => {
    clearTimeout(timer)
    try {
      const { body } = await api('GET /api/exports')
      show({ exports: body, isLoaded: true, error: undefined })
    } catch (cause) {
      show({ error: messengerErrorOf(cause) })
    }
    const delay = delayMs()
    if (openCount > 0 && delay !== undefined) timer = setTimeout(load, delay)
  })

  return {
    get: store.get,
    subscribe: store.subscribe,
    load,

    open: () => {
      openCount += 1
      attempts = 0
      load()
      let isClosed = false
      return () => {
        if (isClosed) return
        isClosed = true
        openCount -= 1
        if (openCount === 0) clearTimeout(timer)
      }
    },

    start: async () => {
      show({ isStarting: true })
      try {
        const { body } = await api('POST /api/exports')
        attempts = 0
        const others = store.get().exports.filter(({ uuid }) => uuid !== body.uuid)
        show({ exports: [body, ...others], isLoaded: true, error: undefined })
        if (openCount > 0) load()
      } finally {
        show({ isStarting: false })
      }
    },
  }
}
