import type { MessengerChannel, MessengerLocks, MessengerStorage, Platform } from './types.ts'

type Listen = { addEventListener(type: string, listener: (event: object) => void): void }
type Unlisten = { removeEventListener(type: string, listener: (event: object) => void): void }
type Target = Listen & Unlisten

type StorageEventLike = { key: string | null; oldValue: string | null; newValue: string | null }
type Channel = { postMessage(message: unknown): void; addEventListener: Listen['addEventListener'] }

/** The parts of `window` that the messenger uses. */
export type BrowserWindow = Target & {
  localStorage: Pick<MessengerStorage, 'getItem' | 'setItem' | 'removeItem'>
  document: Target & { visibilityState: string; hasFocus(): boolean }
  navigator: { onLine: boolean; locks?: unknown }
  BroadcastChannel: new (name: string) => Channel & Target
}

const listen = (target: Target, types: string[], listener: (event: object) => void): (() => void) => {
  for (const type of types) target.addEventListener(type, listener)
  return () => {
    for (const type of types) target.removeEventListener(type, listener)
  }
}

/** `localStorage`, which other tabs of the same origin share. Its methods throw where the browser blocks storage. */
export const browserStorage = (window: BrowserWindow): MessengerStorage => ({
  getItem: (name) => window.localStorage.getItem(name),
  setItem: (name, value) => window.localStorage.setItem(name, value),
  removeItem: (name) => window.localStorage.removeItem(name),
  names: () => Object.keys(window.localStorage),
  subscribe: (listener) =>
    listen(window, ['storage'], (event) => {
      const { key, oldValue, newValue } = event as StorageEventLike
      listener(key, { oldValue, newValue })
    }),
})

const browserChannel = (window: BrowserWindow, name: string): MessengerChannel => {
  const channel = new window.BroadcastChannel(name)
  return {
    postMessage: (message) => channel.postMessage(message),
    subscribe: (listener) =>
      listen(channel, ['message'], (event) => listener((event as { data: unknown }).data)),
  }
}

/** The lock manager, which lets one tab at a time do a piece of work. Browsers lack it on insecure origins. */
export const browserLocks = ({ navigator }: BrowserWindow): MessengerLocks | undefined =>
  navigator.locks as MessengerLocks | undefined

/** What a messenger uses of a browser's window. */
export const browserPlatform = (
  window: BrowserWindow,
): Pick<Platform, 'storage' | 'channel' | 'locks' | 'activity'> => ({
  storage: browserStorage(window),
  channel: browserChannel(window, 'cruddur'),
  locks: browserLocks(window),
  activity: {
    isOnline: () => window.navigator.onLine,
    isVisible: () => window.document.visibilityState === 'visible',
    isFocused: () => window.document.visibilityState === 'visible' && window.document.hasFocus(),
    subscribe: (listener) => {
      const unlisten = [
        listen(window, ['online', 'offline', 'focus', 'blur'], listener),
        listen(window.document, ['visibilitychange'], listener),
      ]
      return () => {
        for (const stop of unlisten) stop()
      }
    },
  },
})
