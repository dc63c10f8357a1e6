import { parseJson, type StorageWithFallback } from './storage.ts'
import { type Account, prefixOf } from './storedData.ts'
import type { Group, Inbox, Me, MessengerStorage } from './types.ts'

/** What is shown at the next start until the server has answered: the user, and the beginning of the inbox. */
export type LastKnown = { me: Me; groups: readonly Group[] }

const maxGroups = 20
/** Another number when what older versions have stored is not enough any more. */
const format = 1
const ending = '.known'

/** The last known list, which is stored on the device for each API and user. */
export const createLastKnown = (storage: StorageWithFallback, account: Account) => {
  const name = prefixOf(account).slice(0, -1) + ending
  const remove = () => storage.removeItem(name)
  // What the person has written needs the room.
  storage.hasUnstored.subscribe(() => {
    if (storage.hasUnstored.get()) remove()
  })

  return {
    remove,
    read: (): LastKnown | undefined => {
      const value = Object(parseJson(storage.getItem(name)))
      return value.format === format ? value : undefined
    },
    write: (me: Me | undefined, { groups, isLoaded }: Inbox) => {
      if (!me || !isLoaded || storage.hasUnstored.get()) return
      storage.setItem(name, JSON.stringify({ format, me, groups: groups.slice(0, maxGroups) }))
    },
  }
}

/** Removes the lists of all users but this one. */
export const removeListsOfOthers = (storage: MessengerStorage, userId: string | undefined) => {
  const own = `.${userId}${ending}`
  for (const name of storage.names()) {
    if (name.startsWith('cruddur.') && name.endsWith(ending) && !name.endsWith(own)) storage.removeItem(name)
  }
}
