import { parseJson } from '../../client/storage.ts'
import { createStoredData } from '../../client/storedData.ts'
import type { MessengerStorage } from '../../client/types.ts'

/** The names that earlier versions used. The earliest names did not contain the user. */
const earlierName = /^cruddur\.(?:of\.([^.]+)\.)?(draft|unsent)\.([^/]+)/

type Options = { apiUrl: string; signedInUserId: string | undefined }

/** Moves the drafts and unsent messages that an earlier version has stored to where the messenger finds them. */
export const migrateStorage = (storage: MessengerStorage, { apiUrl, signedInUserId }: Options) => {
  const move = (name: string) => {
    const [, userId = signedInUserId, kind, id] = earlierName.exec(name) ?? []
    const value = storage.getItem(name)
    if (!kind || !id || value === null) return
    storage.removeItem(name) // first, so that there is room where the storage is full
    if (!userId) return
    const stored = createStoredData(storage, { apiUrl, userId })
    try {
      if (kind === 'draft') return stored.setDraft(id, value)
      const { uuid, message: text, created_at: createdAt } = Object(parseJson(value))
      const isValid = [uuid, text, createdAt].every((field) => typeof field === 'string')
      if (isValid) stored.putEntry(id, { uuid, text, createdAt, isAttempted: true })
    } catch {
      storage.setItem(name, value) // for the next start
    }
  }

  try {
    for (const name of storage.names()) move(name)
  } catch {
    // The browser blocks storage: there is nothing to move.
  }
}
