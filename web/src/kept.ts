import type { Message } from './types.ts'

/*
 * What somebody has written and nobody has got yet, kept in this browser over a reload. Signing out removes it.
 */

const draftOf = (id: string) => `cruddur.draft.${id}`
const unsentOf = (id: string, uuid = '') => `cruddur.unsent.${id}/${uuid}`

export const readDraft = (id: string): string => localStorage.getItem(draftOf(id)) ?? ''

export const keepDraft = (id: string, text: string) => {
  if (text) localStorage.setItem(draftOf(id), text)
  else localStorage.removeItem(draftOf(id))
}

// One entry each: two tabs keep theirs side by side.
export const keepUnsent = (id: string, message: Message) =>
  localStorage.setItem(unsentOf(id, message.uuid), JSON.stringify(message))

export const dropUnsent = (id: string, uuid: string) => localStorage.removeItem(unsentOf(id, uuid))

/** Another tab may have sent it, or taken it back. */
export const isUnsent = (id: string, uuid: string): boolean =>
  localStorage.getItem(unsentOf(id, uuid)) !== null

export const hearDropped = (told: (id: string, uuid: string) => void) =>
  addEventListener('storage', ({ key, newValue }) => {
    const [, id, uuid] = /^cruddur\.unsent\.([^/]+)\/(.+)$/.exec(key ?? '') ?? []
    if (id && uuid && newValue === null) told(id, uuid)
  })

export const readUnsent = (id: string): Message[] =>
  Object.keys(localStorage)
    .filter((name) => name.startsWith(unsentOf(id)))
    .sort()
    .map((name) => JSON.parse(localStorage.getItem(name) ?? ''))

export const idsWithUnsent = (): string[] => [
  ...new Set(
    Object.keys(localStorage).flatMap((name) => /^cruddur\.unsent\.([^/]+)\//.exec(name)?.[1] ?? []),
  ),
]
