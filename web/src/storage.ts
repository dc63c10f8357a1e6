/**
 * The browser's storage, and memory for what it refuses: it may be full, or blocked by the person's settings. Whoever
 * cannot store can then still sign in and write, for as long as the tab is open.
 */
export const createStorage = (area: () => Storage) => {
  const refused = new Map<string, string>()

  const attempt = <Result>(work: (area: Storage) => Result, otherwise: Result): Result => {
    try {
      return work(area())
    } catch (error) {
      if (error instanceof DOMException) return otherwise
      throw error
    }
  }

  return {
    get: (name: string): string | null =>
      refused.get(name) ?? attempt((stored) => stored.getItem(name), null),

    set: (name: string, value: string) => {
      const isStored = attempt((stored) => {
        stored.setItem(name, value)
        return true
      }, false)
      if (isStored) refused.delete(name)
      else refused.set(name, value)
    },

    remove: (name: string) => {
      refused.delete(name)
      attempt((stored) => stored.removeItem(name), undefined)
    },

    names: (): string[] => [...new Set([...attempt((stored) => Object.keys(stored), []), ...refused.keys()])],

    /** Another tab has changed this, or with `null` everything: what it stored is newer than what this tab could not. */
    changedElsewhere: (name: string | null) => {
      if (name === null) refused.clear()
      else refused.delete(name)
    },
  }
}

export const storage = createStorage(() => localStorage)

/** Calls back when another tab has changed what is stored; `name` is null when it has removed everything. */
export const followStorage = (changed: (event: StorageEvent) => void): (() => void) => {
  const follow = (event: StorageEvent) => {
    storage.changedElsewhere(event.key)
    changed(event)
  }
  addEventListener('storage', follow)
  return () => removeEventListener('storage', follow)
}

/** JSON that was stored, or undefined where it cannot be read. */
export const parseJson = (text: string | null): unknown => {
  try {
    return JSON.parse(text ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}
