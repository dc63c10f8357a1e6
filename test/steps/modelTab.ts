import { createAttachments } from '../../client/attachments.ts'
import type { Activity, MessengerLocks, Platform, SendFile, StorageChange } from '../../client/types.ts'
import type { ModelNetwork, SentRequest } from './modelNetwork.ts'
import { createSocket, type ModelSocket } from './modelSocket.ts'

/* A tab of a browser: what a messenger uses of it. */

type StorageListener = (name: string | null, change: StorageChange) => void
type Wait = { tab: object; run: () => void }

/** What the tabs of a device share. */
export type SharedByTabs = {
  network: ModelNetwork
  random: () => number
  entries: Map<string, string>
  /** Undefined: the browser blocks them. */
  files: Map<string, Blob> | undefined
  storageListeners: Map<object, Set<StorageListener>>
  channelListeners: Map<object, Set<(message: unknown) => void>>
  locks: Map<string, Wait[]>
  activityListeners: Set<() => void>
  isOnline: boolean
  clockAheadMs: number
}

const listenersOf = <Listener>(all: Map<object, Set<Listener>>, tab: object) => {
  const listeners = all.get(tab) ?? new Set()
  all.set(tab, listeners)
  return listeners
}

export const createTab = (device: SharedByTabs) => {
  const { network, random, entries, storageListeners, channelListeners, locks, activityListeners } = device
  const { time } = network

  /** Tells the other tabs, a little later. */
  const tellOthers = <Listener>(
    all: Map<object, Set<Listener>>,
    tab: object,
    tell: (one: Listener) => void,
  ) =>
    time.setTimeout(() => {
      for (const [other, listeners] of all)
        if (other !== tab) for (const listener of listeners) tell(listener)
    }, 1)

  const tab = {}
  const timers = new Set<number>()
  const sockets: ModelSocket[] = []
  let isAlive = true
  let isVisible = true
  let isFocused = true

  const setTimeout = (callback: () => void, delayMs: number): number => {
    const timer = time.setTimeout(() => {
      timers.delete(timer)
      callback()
    }, delayMs)
    if (isAlive) timers.add(timer)
    else time.clearTimeout(timer)
    return timer
  }

  const change = (name: string, newValue: string | null) => {
    const oldValue = entries.get(name) ?? null
    if (oldValue === newValue) return
    if (newValue === null) entries.delete(name)
    else entries.set(name, newValue)
    tellOthers(storageListeners, tab, (listener) => listener(name, { oldValue, newValue }))
  }

  const lockRequest: MessengerLocks['request'] = (name, work) =>
    new Promise((resolve, reject) => {
      const queue = locks.get(name) ?? []
      locks.set(name, queue)
      const release = () => {
        queue.shift()
        queue[0]?.run()
      }
      const wait = {
        tab,
        run: () => {
          Promise.resolve()
            .then(work)
            .then(resolve, reject)
            .finally(() => {
              if (isAlive) release()
            })
        },
      }
      queue.push(wait)
      if (queue[0] === wait) wait.run()
    })

  const activity: Activity = {
    isOnline: () => device.isOnline,
    isVisible: () => isVisible,
    isFocused: () => isVisible && isFocused,
    subscribe: (listener) => {
      const heard = () => isAlive && listener()
      activityListeners.add(heard)
      return () => activityListeners.delete(heard)
    },
  }

  const requestOf = (url: URL, init: RequestInit): SentRequest => {
    const headers = new Headers(init.headers)
    const method = init.method ?? 'GET'
    return {
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      name: `${method} ${url.pathname}${url.search}`,
      key: headers.get('idempotency-key') ?? undefined,
      token: headers.get('authorization')?.replace(/^Bearer /, ''),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      at: time.now(),
    }
  }

  const fetch = (input: string | URL, init: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const url = new URL(input)
      const fail = () => reject(new TypeError('fetch failed'))
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      const reachServer = () => {
        if (!device.isOnline) return setTimeout(fail, 0)
        const { response, fault } = network.handle(requestOf(url, init))
        if (fault === 'unreachable' || fault === 'lost') return setTimeout(fail, 1000)
        const lateMs = typeof fault === 'object' && 'lateMs' in fault ? fault.lateMs : 0
        setTimeout(() => {
          if (!device.isOnline) return fail()
          const { status, body, links = [], retryAfterSeconds } = response
          const headers = new Headers({ 'content-type': 'application/json' })
          if (links.length > 0) headers.set('link', links.join(', '))
          if (response.field) headers.set('x-error-field', response.field)
          if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds))
          const made = new Response(JSON.stringify(body), { status, headers })
          resolve(Object.defineProperty(made, 'url', { value: url.href }))
        }, network.settings.latencyMs() + lateMs)
      }
      // A request that has left arrives, even if the tab ends meanwhile.
      if (isAlive) time.setTimeout(reachServer, network.settings.latencyMs())
    })

  const sendFile: SendFile = ({ fields, file, signal, onProgress }) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(0))
      const reachStorage = () => {
        if (signal.aborted) return
        if (!device.isOnline) return setTimeout(() => resolve(0), 0)
        const { status, lateMs } = network.handleUpload(fields.key ?? '', file.size)
        setTimeout(() => {
          onProgress(1)
          resolve(device.isOnline ? status : 0)
        }, network.settings.latencyMs() + lateMs)
      }
      if (!isAlive) return
      onProgress(0.5)
      time.setTimeout(reachStorage, network.settings.latencyMs())
    })

  const files = () => {
    if (!device.files) throw new Error('The browser blocks them')
    return device.files
  }

  // An arrow function could not be called with `new`.
  function WebSocket(url: string, protocols: string[]) {
    const made = createSocket({ network, after: after, isOnline: () => device.isOnline }, url, protocols)
    sockets.push(made)
    return made.socket
  }
  const after = (ms: number, work: () => void) => setTimeout(work, ms)

  const platform: Platform = {
    fetch: fetch as typeof globalThis.fetch,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
    storage: {
      getItem: (name) => entries.get(name) ?? null,
      setItem: change,
      removeItem: (name) => change(name, null),
      names: () => [...entries.keys()],
      subscribe: (listener) => {
        listenersOf(storageListeners, tab).add(listener)
        return () => listenersOf(storageListeners, tab).delete(listener)
      },
    },
    channel: {
      postMessage: (message) => {
        const copy = JSON.parse(JSON.stringify(message))
        tellOthers(channelListeners, tab, (listener) => listener(copy))
      },
      subscribe: (listener) => {
        listenersOf(channelListeners, tab).add(listener)
        return () => listenersOf(channelListeners, tab).delete(listener)
      },
    },
    locks: { request: lockRequest },
    activity,
    now: () => time.now() + device.clockAheadMs,
    random,
    setTimeout,
    clearTimeout: (timer) => {
      timers.delete(timer as number)
      time.clearTimeout(timer)
    },
    loadAttachments: async () => ({
      createAttachments,
      sendFile,
      files: {
        get: async (name) => files().get(name),
        put: async (name, file) => {
          files().set(name, file)
        },
        remove: async (name) => {
          files().delete(name)
        },
        names: async () => [...files().keys()],
      },
    }),
  }

  return {
    platform,
    sockets,
    openSockets: () => sockets.filter(({ isOpen }) => isOpen()),

    /** Ends the tab at once, as a crash does: no timer, response or frame reaches it any more. */
    kill: () => {
      isAlive = false
      for (const timer of timers) time.clearTimeout(timer)
      for (const { die } of sockets) die()
      storageListeners.delete(tab)
      channelListeners.delete(tab)
      for (const queue of locks.values()) {
        const wasHeld = queue[0]?.tab === tab
        const left = queue.filter((wait) => wait.tab !== tab)
        queue.splice(0, queue.length, ...left)
        if (wasHeld) queue[0]?.run()
      }
    },

    look: (given: { isVisible?: boolean; isFocused?: boolean }) => {
      isVisible = given.isVisible ?? isVisible
      isFocused = given.isFocused ?? isFocused
      for (const listener of activityListeners) listener()
    },
  }
}

export type ModelTab = ReturnType<typeof createTab>
