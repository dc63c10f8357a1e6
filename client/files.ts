import type { FileStore } from './types.ts'

/** Files in memory, for an environment that cannot store them. */
export const memoryFiles = (): FileStore => {
  const files = new Map<string, Blob>()
  return {
    get: async (name) => files.get(name),
    put: async (name, file) => {
      files.set(name, file)
    },
    remove: async (name) => {
      files.delete(name)
    },
    names: async () => [...files.keys()],
  }
}

/** The given store, with a fallback in memory: it may be full, or blocked in the browser's settings. */
export const filesWithFallback = (store: FileStore) => {
  const inMemory = memoryFiles()
  const orElse = <Result>(work: () => Promise<Result>, fallback: Result): Promise<Result> =>
    work().catch(() => fallback)

  return {
    get: async (name: string): Promise<Blob | undefined> =>
      (await inMemory.get(name)) ?? (await orElse(() => store.get(name), undefined)),
    /** Returns whether it is stored, and so lasts longer than the page. */
    put: async (name: string, file: Blob): Promise<boolean> => {
      const isStored = await orElse(() => store.put(name, file).then(() => true), false)
      if (!isStored) await inMemory.put(name, file)
      return isStored
    },
    remove: async (name: string): Promise<void> => {
      await inMemory.remove(name)
      await orElse(() => store.remove(name), undefined)
    },
    names: (): Promise<string[]> => orElse(() => store.names(), []),
  }
}
