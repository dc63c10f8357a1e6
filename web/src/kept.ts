import { tabOwner } from './session.ts'
import { isBefore } from './state/conversation.ts'
import { onStorageChange, parseJson, storage } from './storage.ts'
import type { Message } from './types.ts'

/*
 * Drafts and unsent messages, stored in this browser for each person. They survive a reload and the end of a session, until
 * they are sent or their author deletes them.
 */

const ofOwner = () => `cruddur.of.${tabOwner() ?? ''}.`
const draftOf = (id: string) => `${ofOwner()}draft.${id}`
const unsentOf = (id: string, uuid = '') => `${ofOwner()}unsent.${id}/${uuid}`

const unsentName = /^cruddur\.of\.([^.]*)\.unsent\.([^/]+)\/(.+)$/

const namesOfOwner = () => storage.names().filter((name) => name.startsWith(ofOwner()))

export const readDraft = (id: string): string => storage.get(draftOf(id)) ?? ''

export const keepDraft = (id: string, text: string) => {
  if (text) storage.set(draftOf(id), text)
  else storage.remove(draftOf(id))
}

// One entry each: two tabs keep theirs side by side.
export const keepUnsent = (id: string, message: Message) =>
  storage.set(unsentOf(id, message.uuid), JSON.stringify(message))

export const dropUnsent = (id: string, uuid: string) => storage.remove(unsentOf(id, uuid))

/** Another tab may have sent it, or taken it back. */
export const isUnsent = (id: string, uuid: string): boolean => storage.get(unsentOf(id, uuid)) !== null

export const hearDropped = (told: (id: string, uuid: string) => void) =>
  onStorageChange(({ key, newValue }) => {
    const [, sub, id, uuid] = unsentName.exec(key ?? '') ?? []
    if (sub === tabOwner() && id && uuid && newValue === null) told(id, uuid)
  })

const isMessage = (value: unknown): value is Message => {
  const { uuid, message, created_at } = Object(value)
  return [uuid, message, created_at].every((one) => typeof one === 'string')
}

export const readUnsent = (id: string): Message[] =>
  namesOfOwner()
    .filter((name) => name.startsWith(unsentOf(id)))
    .map((name) => parseJson(storage.get(name)))
    .filter(isMessage)
    .sort((one, other) => (isBefore(one, other) ? -1 : 1))

export const idsWithUnsent = (): string[] => [
  ...new Set(namesOfOwner().flatMap((name) => unsentName.exec(name)?.[2] ?? [])),
]

export const countUnsent = (sub = tabOwner()): number =>
  storage.names().filter((name) => unsentName.exec(name)?.[1] === sub).length

export const countDrafts = (): number =>
  namesOfOwner().filter((name) => name.startsWith(draftOf('')) && storage.get(name)?.trim()).length

/** Deletes what the person of this tab has written and not sent. */
export const deleteKept = () => {
  for (const name of namesOfOwner()) storage.remove(name)
}

/** Earlier versions stored for whoever was signed in, and deleted it with the session. */
export const takeOverOldLayout = () => {
  for (const name of storage.names()) {
    const [, rest] = /^cruddur\.((?:draft|unsent)\..+)$/.exec(name) ?? []
    if (!rest) continue
    const value = storage.get(name)
    storage.remove(name) // first, so that there is room where the storage is full
    if (tabOwner() && value !== null) storage.set(ofOwner() + rest, value)
  }
}
