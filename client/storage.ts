import type { MessengerStorage } from './types.ts'

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

/**
 * The given storage, with a fallback in memory: it may be full, or blocked in the browser's settings. What is written then
 * lasts as long as the page.
 */
export const withFallback = (storage: MessengerStorage): MessengerStorage => {
  const inMemory = memoryStorage()

  const attempt = <Result>(work: () => Result, fallback: Result): Result => {
    try {
      return work()
    } catch {
      return fallback
    }
  }

  return {
    getItem: (name) => inMemory.getItem(name) ?? attempt(() => storage.getItem(name), null),
    setItem: (name, value) => {
      const isStored = attempt(() => {
        storage.setItem(name, value)
        return true
      }, false)
      if (isStored) inMemory.removeItem(name)
      else inMemory.setItem(name, value)
    },
    removeItem: (name) => {
      inMemory.removeItem(name)
      attempt(() => storage.removeItem(name), undefined)
    },
    names: () => [...new Set([...attempt(() => storage.names(), []), ...inMemory.names()])],
    subscribe: (listener) =>
      storage.subscribe?.((name, change) => {
        // The value that another tab has written is newer than the one in memory.
        for (const stale of name === null ? inMemory.names() : [name]) inMemory.removeItem(stale)
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
