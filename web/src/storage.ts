/**
 * The browser's storage, with a fallback in memory: the storage may be full, or blocked in the browser's settings. The app
 * then still works for as long as the tab is open.
 */
export const createStorage = (getArea: () => Storage) => {
  const inMemory = new Map<string, string>()

  const tryStorage = <Result>(work: (area: Storage) => Result, fallback: Result): Result => {
    try {
      return work(getArea())
    } catch (error) {
      if (error instanceof DOMException) return fallback
      throw error
    }
  }

  return {
    get: (name: string): string | null =>
      inMemory.get(name) ?? tryStorage((area) => area.getItem(name), null),

    set: (name: string, value: string) => {
      const isStored = tryStorage((area) => {
        area.setItem(name, value)
        return true
      }, false)
      if (isStored) inMemory.delete(name)
      else inMemory.set(name, value)
    },

    remove: (name: string) => {
      inMemory.delete(name)
      tryStorage((area) => area.removeItem(name), undefined)
    },

    names: (): string[] => [...new Set([...tryStorage((area) => Object.keys(area), []), ...inMemory.keys()])],

    /** Another tab has changed this entry, or all of them (`null`): its value is newer than the one in memory. */
    changedElsewhere: (name: string | null) => {
      if (name === null) inMemory.clear()
      else inMemory.delete(name)
    },
  }
}

export const storage = createStorage(() => localStorage)

/** Calls the listener when another tab has changed the storage. The key is null when it has removed everything. */
export const onStorageChange = (listener: (event: StorageEvent) => void): (() => void) => {
  const onStorage = (event: StorageEvent) => {
    storage.changedElsewhere(event.key)
    listener(event)
  }
  addEventListener('storage', onStorage)
  return () => removeEventListener('storage', onStorage)
}

/** Parses stored JSON; undefined if it is invalid or null. */
export const parseJson = (text: string | null): unknown => {
  try {
    return JSON.parse(text ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}
