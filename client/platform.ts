import { memoryStorage, type StorageWithFallback, withFallback } from './storage.ts'
import type { Activity, Platform } from './types.ts'

/** A program without a window: always online, always looking. */
const alwaysActive: Activity = {
  isOnline: () => true,
  isVisible: () => true,
  isFocused: () => true,
  subscribe: () => () => {},
}

/** The options with a default for everything that the environment may lack. */
export const platformOf = ({
  fetch = (...request) => globalThis.fetch(...request),
  WebSocket = globalThis.WebSocket,
  storage = memoryStorage(),
  channel,
  locks,
  activity = alwaysActive,
  now = Date.now,
  random = Math.random,
  setTimeout = (callback, delayMs) => globalThis.setTimeout(callback, delayMs),
  loadAttachments,
  clearTimeout = (timer) => globalThis.clearTimeout(timer as Parameters<typeof globalThis.clearTimeout>[0]),
}: Partial<Platform>): Platform & { storage: StorageWithFallback } => ({
  fetch,
  WebSocket,
  storage: withFallback(storage),
  channel,
  locks,
  activity,
  now,
  random,
  setTimeout,
  clearTimeout,
  loadAttachments,
})
