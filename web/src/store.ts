import { useSyncExternalStore } from 'react'

/** A state that only its reducer changes, and that components follow. */
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

/** The state, or what is selected of it; a selection must be the same as long as nothing has changed. */
export const useStore = <State, Event, Selected = State>(
  { subscribe, get }: Store<State, Event>,
  select: (state: State) => Selected = (state) => state as unknown as Selected,
): Selected => useSyncExternalStore(subscribe, () => select(get()))
