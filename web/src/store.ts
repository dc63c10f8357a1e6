import { useSyncExternalStore } from 'react'

/** State that changes only through its reducer, and that components can subscribe to. */
export const createStore = <State, Event>(reduce: (state: State, event: Event) => State, initial: State) => {
  let state = initial
  const listeners = new Set<() => void>()
  return {
    get: () => state,
    send: (event: Event) => {
      const next = reduce(state, event)
      if (next === state) return
      state = next
      for (const listener of listeners) listener()
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

export type Store<State, Event> = ReturnType<typeof createStore<State, Event>>

/** The state, or a selection of it, which must be the same value as long as the state does not change. */
export const useStore = <State, Event, Selected = State>(
  { subscribe, get }: Store<State, Event>,
  select: (state: State) => Selected = (state) => state as unknown as Selected,
): Selected => useSyncExternalStore(subscribe, () => select(get()))
