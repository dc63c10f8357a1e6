import { isEqual } from './isEqual.ts'
import type { Store } from './types.ts'

export type WritableStore<Value> = Store<Value> & { set(value: Value): void }

/** A listener that throws must not stop the others, or what the messenger does. */
const call = (listener: () => void) => {
  try {
    listener()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}

export const createStore = <Value>(initial: Value): WritableStore<Value> => {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      if (next === value) return
      value = next
      for (const listener of [...listeners]) call(listener)
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

/** Sets a snapshot, unless all its fields are the same. Fields with an equal value stay the same object. */
export const setView = <View extends object>(store: WritableStore<View>, next: View) => {
  const held = store.get()
  const entries = (Object.keys(next) as (keyof View)[]).map((name) => {
    const isSame = isEqual(held[name], next[name])
    return { name, isSame, value: isSame ? held[name] : next[name] }
  })
  if (entries.every(({ isSame }) => isSame)) return
  store.set(Object.fromEntries(entries.map(({ name, value }) => [name, value])) as View)
}

/** Sets an entry of a map, or removes it, in a new map. */
export const setEntry = <Key, Value>(
  store: WritableStore<ReadonlyMap<Key, Value>>,
  key: Key,
  value: Value | undefined,
) => {
  if (store.get().get(key) === value) return
  const next = new Map(store.get())
  if (value === undefined) next.delete(key)
  else next.set(key, value)
  store.set(next)
}
