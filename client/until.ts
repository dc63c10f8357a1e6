import type { Store } from './types.ts'

/** Waits until the value of a store is as expected, and returns it. */
export const until = <Value>(store: Store<Value>, isExpected: (value: Value) => boolean): Promise<Value> =>
  new Promise((resolve) => {
    const check = () => {
      const value = store.get()
      if (!isExpected(value)) return
      unsubscribe()
      resolve(value)
    }
    const unsubscribe = store.subscribe(check)
    check()
  })
