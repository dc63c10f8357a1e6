import type { MessengerLocks, MessengerStorage } from '../../../../client/types.ts'

type StorageListener = Parameters<NonNullable<MessengerStorage['subscribe']>>[0]
type Change = Parameters<StorageListener>

/** A browser: tabs share entries and locks. Storage events wait until they are delivered. */
export const aDevice = () => {
  const entries = new Map<string, string>()
  const tabs = new Map<MessengerStorage, { listeners: StorageListener[]; waiting: Change[] }>()
  const queues = new Map<string, Promise<unknown>>()

  const change = (by: MessengerStorage | undefined, name: string, newValue: string | null) => {
    const oldValue = entries.get(name) ?? null
    if (newValue === null) entries.delete(name)
    else entries.set(name, newValue)
    if (oldValue === newValue) return
    for (const [tab, { waiting }] of tabs) if (tab !== by) waiting.push([name, { oldValue, newValue }])
  }

  const aTab = ({ beforeWrite = () => {} } = {}): MessengerStorage => {
    const listeners: StorageListener[] = []
    const tab: MessengerStorage = {
      getItem: (name) => entries.get(name) ?? null,
      setItem: (name, value) => {
        beforeWrite()
        change(tab, name, value)
      },
      removeItem: (name) => change(tab, name, null),
      names: () => [...entries.keys()],
      subscribe: (listener) => {
        listeners.push(listener)
        return () => {}
      },
    }
    tabs.set(tab, { listeners, waiting: [] })
    return tab
  }

  const deliverTo = (tab: MessengerStorage) => {
    const { listeners = [], waiting = [] } = tabs.get(tab) ?? {}
    for (const event of waiting.splice(0)) for (const listener of listeners) listener(...event)
  }

  const locks: MessengerLocks = {
    request: (name, work) => {
      const turn = (queues.get(name) ?? Promise.resolve()).then(work, work)
      queues.set(name, turn)
      return turn
    },
  }

  return {
    entries,
    locks,
    aTab,
    deliverTo,
    deliver: () => {
      for (const tab of tabs.keys()) deliverTo(tab)
    },
    /** As the developer tools of a browser do: all tabs are told. */
    clear: () => {
      entries.clear()
      for (const { waiting } of tabs.values()) waiting.push([null, { oldValue: null, newValue: null }])
    },
    write: (name: string, value: string) => change(undefined, name, value),
  }
}
