import { createStore } from './store.ts'
import type { MessengerStorage, Store } from './types.ts'

/** Storage in memory, for an environment that has none. */
export const memoryStorage = (): MessengerStorage => {
  const entries = new Map<string, string>()
  return {
    getItem: (name) => entries.get(name) ?? null,
    setItem: (name, value) => {
      entries.set(name, value)
    },
    removeItem: (name) => {
      entries.delete(name)
    },
    names: () => [...entries.keys()],
  }
}

/** A storage, and whether something that was written to it is only in memory. */
export type StorageWithFallback = MessengerStorage & { hasUnstored: Store<boolean> }

/**
 * The given storage, with a fallback in memory: it may be full, or blocked in the browser's settings. What is only in memory
 * lasts as long as the page, and is stored as soon as there is room.
 */
export const withFallback = (storage: MessengerStorage): StorageWithFallback => {
  const inMemory = memoryStorage()
  const hasUnstored = createStore(false)
  const onlyInMemory = new Set<string>()
  const update = () => hasUnstored.set(inMemory.names().length > 0)

  const attempt = <Result>(work: () => Result, fallback: Result): Result => {
    try {
      return work()
    } catch {
      return fallback
    }
  }

  /** Returns whether there was room. */
  const store = (name: string, value: string): boolean =>
    attempt(() => {
      storage.setItem(name, value)
      inMemory.removeItem(name)
      return true
    }, false)

  const storeRest = () => {
    for (const name of inMemory.names())
      if (!onlyInMemory.has(name)) store(name, inMemory.getItem(name) ?? '')
  }

  return {
    hasUnstored,
    getItem: (name) => inMemory.getItem(name) ?? attempt(() => storage.getItem(name), null),
    setItem: (name, value, isInMemory) => {
      if (isInMemory) onlyInMemory.add(name)
      if (!onlyInMemory.has(name) && store(name, value)) storeRest()
      else inMemory.setItem(name, value)
      update()
    },
    removeItem: (name) => {
      inMemory.removeItem(name)
      onlyInMemory.delete(name)
      attempt(() => storage.removeItem(name), undefined)
      storeRest()
      update()
    },
    names: () => [...new Set([...attempt(() => storage.names(), []), ...inMemory.names()])],
    subscribe: (listener) =>
      storage.subscribe?.((name, change) => {
        // The value that another tab has written is newer than the one in memory.
        for (const stale of name === null ? inMemory.names() : [name]) inMemory.removeItem(stale)
        storeRest()
        update()
        listener(name, change)
      }) ?? (() => {}),
  }
}

/** Parses stored JSON; undefined if it is invalid or null. */
export const parseJson = (text: string | null): unknown => {
  try {
    return JSON.parse(text ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}
