import { parseJson } from './storage.ts'
import { createStore, setEntry } from './store.ts'
import type { MessengerStorage } from './types.ts'

/*
 * Drafts and unsent messages, which are stored on the device for each API and user until they are sent or erased. Each
 * message is an entry of its own, so that two tabs do not overwrite each other's.
 */

/** A message that is not sent yet. */
export type OutboxEntry = {
  /** Its idempotency key, which becomes the message's uuid. */
  uuid: string
  text: string
  createdAt: string
  /** A request may have stored it, although no response confirmed that. */
  isAttempted?: boolean
  /** When the server stored the message before it, if that is not before the time of this one's key. */
  previousAt?: number
  /** The server refused an earlier key of this message. */
  isKeyReplaced?: boolean
  /** Why the server refused the message. */
  failure?: string | undefined
}

type Account = { apiUrl: string; userId: string }

const prefixOf = ({ apiUrl, userId }: Account): string =>
  `cruddur.${apiUrl.replace(/^\w+:\/\//, '').replace(/\/$/, '')}.${userId}.`

const isEntry = (value: unknown): value is OutboxEntry => {
  const { uuid, text, createdAt } = Object(value)
  return [uuid, text, createdAt].every((field) => typeof field === 'string')
}

const inOrderOfWriting = (left: OutboxEntry, right: OutboxEntry): number =>
  left.createdAt === right.createdAt
    ? left.uuid.localeCompare(right.uuid)
    : left.createdAt.localeCompare(right.createdAt)

export const createStoredData = (storage: MessengerStorage, account: Account) => {
  const prefix = prefixOf(account)
  const draftName = (id: string) => `${prefix}draft.${id}`
  const entryName = (id: string, uuid = '') => `${prefix}outbox.${id}/${uuid}`
  const names = () => storage.names().filter((name) => name.startsWith(prefix))

  /** The kind of an entry of the storage, and the conversation that it belongs to. */
  const parseName = (name: string) => {
    const [, kind, id] = /^(draft|outbox)\.([^/]+)/.exec(name.slice(prefix.length)) ?? []
    return name.startsWith(prefix) && id ? { kind, id } : undefined
  }

  /** The conversations that have entries of this kind. */
  const idsOf = (wanted: 'draft' | 'outbox'): string[] => [
    ...new Set(
      names().flatMap((name) => {
        const { kind, id } = parseName(name) ?? {}
        return kind === wanted && id ? [id] : []
      }),
    ),
  ]

  const draft = (id: string): string => storage.getItem(draftName(id)) ?? ''

  const drafts = createStore<ReadonlyMap<string, string>>(
    new Map(idsOf('draft').map((id) => [id, draft(id)])),
  )

  /** Reads again what is stored; of any conversation if there is no id. */
  const reloadDrafts = (id?: string) => {
    const ids = id === undefined ? new Set([...drafts.get().keys(), ...idsOf('draft')]) : [id]
    for (const each of ids) setEntry(drafts, each, draft(each) || undefined)
  }

  const setDraft = (id: string, text: string) => {
    if (text) storage.setItem(draftName(id), text)
    else storage.removeItem(draftName(id))
    reloadDrafts(id)
  }

  const outbox = (id: string): OutboxEntry[] =>
    names()
      .filter((name) => name.startsWith(entryName(id)))
      .map((name) => parseJson(storage.getItem(name)))
      .filter(isEntry)
      .sort(inOrderOfWriting)

  return {
    /** The name of the lock under which one tab at a time sends. */
    lockName: (id: string) => `${prefix}outbox.${id}`,
    drafts,
    draft,
    setDraft,
    outbox,
    entry: (id: string, uuid: string): OutboxEntry | undefined => outbox(id).find((one) => one.uuid === uuid),
    putEntry: (id: string, entry: OutboxEntry) =>
      storage.setItem(entryName(id, entry.uuid), JSON.stringify(entry)),
    removeEntry: (id: string, uuid: string) => storage.removeItem(entryName(id, uuid)),

    /** The conversations with unsent messages. */
    outboxIds: (): string[] => idsOf('outbox'),

    count: () => ({
      messages: names().filter((name) => parseName(name)?.kind === 'outbox').length,
      drafts: names().filter((name) => parseName(name)?.kind === 'draft' && storage.getItem(name)?.trim())
        .length,
    }),

    /** Everything that belongs to one conversation, for one that has just begun and got its uuid. */
    move: (from: string, to: string) => {
      for (const entry of outbox(from)) {
        storage.setItem(entryName(to, entry.uuid), JSON.stringify(entry))
        storage.removeItem(entryName(from, entry.uuid))
      }
      const text = [draft(to), draft(from)].filter(Boolean).join('\n')
      setDraft(to, text)
      setDraft(from, '')
    },

    erase: () => {
      for (const name of names()) storage.removeItem(name)
      reloadDrafts()
    },

    /** Calls the listener with the conversation that another tab has changed; undefined if it may be any. */
    subscribe: (listener: (id: string | undefined) => void): (() => void) =>
      storage.subscribe?.((name) => {
        const id = name === null ? undefined : parseName(name)?.id
        if (name !== null && !id) return
        reloadDrafts(id)
        listener(id)
      }) ?? (() => {}),
  }
}

export type StoredData = ReturnType<typeof createStoredData>
