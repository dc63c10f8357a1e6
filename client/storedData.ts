import { parseJson } from './storage.ts'
import { createStore, setEntry } from './store.ts'
import type { ChangeItem, LocalAttachment, MessengerStorage } from './types.ts'

/*
 * Drafts and unsent messages, which are stored on the device for each API and user until they are sent or erased. Each
 * message is an entry of its own, so that two tabs do not overwrite each other's.
 */

/** A message that is not sent yet, or a change of a message that the server has not confirmed. */
export type OutboxEntry = {
  /** Its idempotency key; that of a message becomes the message's uuid. */
  uuid: string
  /** What it changes; absent of a message. */
  kind?: ChangeItem['kind']
  /** The message that it changes. */
  messageUuid?: string
  /** Of a message or an edit. */
  text: string
  /** Of a reaction; absent if it is removed. */
  emoji?: string
  /** The uuid of the message to which it replies. */
  replyTo?: string
  attachments?: readonly LocalAttachment[]
  createdAt: string
  /** A request may have stored it, although no response confirmed that. */
  isAttempted?: boolean
  /** A change that this one has replaced was attempted, so the server may have something else than is known. */
  mayDiffer?: boolean
  /** When the server stored the message before it, if that is not before the time of this one's key. */
  previousAt?: number
  /** The server refused an earlier key of this message. */
  isKeyReplaced?: boolean
  /** Why the server refused the message. */
  failure?: string | undefined
}

export type Account = { apiUrl: string; userId: string }

/** How the names of all entries of a user begin. */
export const prefixOf = ({ apiUrl, userId }: Account): string =>
  `cruddur.${apiUrl.replace(/^\w+:\/\//, '').replace(/\/$/, '')}.${userId}.`

const isEntry = (value: unknown): value is OutboxEntry => {
  const { uuid, text, createdAt } = Object(value)
  return [uuid, text, createdAt].every((field) => typeof field === 'string')
}

const inOrderOfWriting = (left: OutboxEntry, right: OutboxEntry): number =>
  left.createdAt === right.createdAt
    ? left.uuid.localeCompare(right.uuid)
    : left.createdAt.localeCompare(right.createdAt)

export const createStoredData = (
  storage: MessengerStorage,
  account: Account,
  /** Attachments are no longer part of a draft or an unsent message, unless they are part of another one. */
  onReleased: (ids: string[]) => void = () => {},
) => {
  const prefix = prefixOf(account)
  const draftName = (id: string) => `${prefix}draft.${id}`
  const replyName = (id: string) => `${prefix}reply.${id}`
  const attachmentsName = (id: string) => `${prefix}attachments.${id}`
  // Changes have another name, because an older version of this library in another tab would send them as messages.
  const entryName = (id: string, { kind, uuid }: Pick<OutboxEntry, 'kind' | 'uuid'>) =>
    `${prefix}${kind ? 'change' : 'outbox'}.${id}/${uuid}`
  const names = () => storage.names().filter((name) => name.startsWith(prefix))

  /** The kind of an entry of the storage, and the conversation that it belongs to. */
  const parseName = (name: string) => {
    const [, kind, id] =
      /^(draft|reply|outbox|change|attachments)\.([^/]+)/.exec(name.slice(prefix.length)) ?? []
    return name.startsWith(prefix) && id ? { kind, id } : undefined
  }

  const isUnsent = (name: string) => /^(outbox|change)$/.test(parseName(name)?.kind ?? '')
  const isDraft = (name: string) => parseName(name)?.kind === 'draft'

  /** The conversations that have such entries. */
  const idsOf = (isWanted: (name: string) => boolean): string[] => [
    ...new Set(
      names()
        .filter(isWanted)
        .flatMap((name) => parseName(name)?.id ?? []),
    ),
  ]

  const draft = (id: string): string => storage.getItem(draftName(id)) ?? ''

  const drafts = createStore<ReadonlyMap<string, string>>(
    new Map(idsOf(isDraft).map((id) => [id, draft(id)])),
  )

  /** Reads again what is stored; of any conversation if there is no id. */
  const reloadDrafts = (id?: string) => {
    const ids = id === undefined ? new Set([...drafts.get().keys(), ...idsOf(isDraft)]) : [id]
    for (const each of ids) setEntry(drafts, each, draft(each) || undefined)
  }

  const setDraft = (id: string, text: string) => {
    if (text) storage.setItem(draftName(id), text)
    else storage.removeItem(draftName(id))
    reloadDrafts(id)
  }

  const outbox = (id: string): OutboxEntry[] =>
    names()
      .filter((name) => isUnsent(name) && parseName(name)?.id === id)
      .map((name) => parseJson(storage.getItem(name)))
      .filter(isEntry)
      .sort(inOrderOfWriting)

  const entry = (id: string, uuid: string): OutboxEntry | undefined =>
    outbox(id).find((one) => one.uuid === uuid)

  const reply = (id: string): string | undefined => storage.getItem(replyName(id)) ?? undefined

  const setReply = (id: string, uuid: string | undefined) => {
    if (uuid) storage.setItem(replyName(id), uuid)
    else storage.removeItem(replyName(id))
  }

  const release = (attachments: readonly LocalAttachment[] = []) => {
    if (attachments.length > 0) onReleased(attachments.map((attachment) => attachment.id))
  }

  /** What refers to a file in memory is in memory, too: no other tab can send it. */
  const setJson = (name: string, value: unknown, attachments: readonly LocalAttachment[] = []) =>
    storage.setItem(
      name,
      JSON.stringify(value),
      attachments.some(({ isInMemory }) => isInMemory),
    )

  const putEntry = (id: string, entry: OutboxEntry) => setJson(entryName(id, entry), entry, entry.attachments)

  const removeEntry = (id: string, uuid: string) => {
    const held = entry(id, uuid)
    if (held) storage.removeItem(entryName(id, held))
    release(held?.attachments)
  }

  const draftAttachments = (id: string): readonly LocalAttachment[] => {
    const value = parseJson(storage.getItem(attachmentsName(id)))
    return Array.isArray(value) ? value : []
  }

  const setDraftAttachments = (id: string, given: readonly LocalAttachment[]) => {
    const before = draftAttachments(id)
    const attachments = given.filter(({ bytes }) => bytes > 0)
    if (attachments.length > 0) setJson(attachmentsName(id), attachments, attachments)
    else if (before.length > 0) storage.removeItem(attachmentsName(id))
    release(before)
  }

  return {
    /** The name of the lock under which one tab at a time sends. */
    lockName: (id: string) => `${prefix}outbox.${id}`,
    drafts,
    draft,
    setDraft,
    outbox,
    entry,
    putEntry,
    removeEntry,
    /** The uuid of the message to which the draft replies. */
    reply,
    setReply,
    prefix,
    draftAttachments,
    setDraftAttachments,

    /** Whether a draft or an unsent message of the user refers to a file. */
    usesAttachment: (id: string): boolean => names().some((name) => storage.getItem(name)?.includes(id)),

    /** The conversations with unsent messages and changes. */
    outboxIds: (): string[] => idsOf(isUnsent),

    count: () => ({
      messages: names().filter(isUnsent).length,
      drafts: new Set(
        names()
          .filter((name) => isDraft(name) && storage.getItem(name)?.trim())
          .concat(names().filter((name) => parseName(name)?.kind === 'attachments'))
          .map((name) => parseName(name)?.id),
      ).size,
    }),

    /** Everything that belongs to one conversation, for one that has just begun and got its uuid. */
    move: (from: string, to: string) => {
      for (const entry of outbox(from)) {
        putEntry(to, entry)
        removeEntry(from, entry.uuid)
      }
      const text = [draft(to), draft(from)].filter(Boolean).join('\n')
      setDraft(to, text)
      setDraft(from, '')
      setDraftAttachments(to, [...draftAttachments(to), ...draftAttachments(from)])
      setDraftAttachments(from, [])
    },

    /** Returns the attachments that belonged to it. */
    erase: (): string[] => {
      const ids = idsOf(() => true)
      const attachments = ids.flatMap((id) => [
        ...draftAttachments(id),
        ...outbox(id).flatMap((entry) => entry.attachments ?? []),
      ])
      for (const name of names()) storage.removeItem(name)
      reloadDrafts()
      return attachments.map(({ id }) => id)
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
