import { useSyncExternalStore } from 'react'
import type { Store } from '../../client/types.ts'

/** The value of a store, or a selection of it, which must be the same as long as the value is. */
export const useStore = <Value, Selected = Value>(
  store: Store<Value>,
  select: (value: Value) => Selected = (value) => value as unknown as Selected,
): Selected => useSyncExternalStore(store.subscribe, () => select(store.get()))
