import { browserStorage } from '../../../client/browser.ts'
import { parseJson, withFallback } from '../../../client/storage.ts'
import { createStore, setView } from '../../../client/store.ts'

/** Stored for the browser and not for a user, so that they stay after signing out. */
export type NotificationSettings = {
  isOff: boolean
  /** A notification only says who has written. */
  hidesText: boolean
  /** Also while no page is open, by push messages. */
  whenClosed: boolean
  /** The person does not want to be asked again. */
  isDeclined: boolean
}

const name = 'cruddur.notifications'
const storage = withFallback(browserStorage(window))

const read = (): NotificationSettings => {
  const stored = Object(parseJson(storage.getItem(name)))
  const is = (setting: keyof NotificationSettings) => stored[setting] === true
  return {
    isOff: is('isOff'),
    hidesText: is('hidesText'),
    whenClosed: is('whenClosed'),
    isDeclined: is('isDeclined'),
  }
}

const store = createStore(read())

// Another tab has changed them.
storage.subscribe?.((changed) => {
  if (changed === name || changed === null) setView(store, read())
})

export const notificationSettings = {
  get: store.get,
  subscribe: store.subscribe,
  change: (changes: Partial<NotificationSettings>) => {
    const next = { ...store.get(), ...changes }
    storage.setItem(name, JSON.stringify(next))
    setView(store, next)
  },
}
