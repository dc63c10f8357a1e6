import type { Store } from './types.ts'

export type WritableStore<Value> = Store<Value> & { set(value: Value): void }

export const createStore = <Value>(initial: Value): WritableStore<Value> => {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      if (next === value) return
      value = next
      for (const listener of [...listeners]) listener()
    },
    subscribe: (listener) => {
      const own = () => listener() // the same function may subscribe twice
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
  }
}
