import { messengerErrorOf } from './errors.ts'
import { findMessage } from './findMessage.ts'
import { nextIn, type OutboxEvent } from './outboxState.ts'
import type { SentMessage } from './routes.ts'
import type { ServerClock } from './serverClock.ts'
import type { OutboxEntry, StoredData } from './storedData.ts'
import type { Api, Attachments, Message, Platform } from './types.ts'
import { createUuid, timeOfUuid } from './uuid.ts'

/** The server refuses older keys. The minute is for a request that takes long. */
const keyLifetimeMs = 24 * 60 * 60_000 - 60_000

/** The server's limit is 2 s. */
const keyFreshMs = 2500

export type DeliveryContext = {
  platform: Platform
  api: Api
  clock: ServerClock
  stored: StoredData
  attachments: () => Promise<Attachments>
  /** Corrects the clock by the server's. */
  readServerTime: () => Promise<void>
}

export type DeliveryTarget = {
  /** The uuid of the conversation, or `@` and the handle of the person with whom it begins. */
  id: () => string
  /** The id under which another tab may still have it: `@` and the handle. */
  alias: () => string
  /** The conversation's uuid; null if it has not begun since then. */
  groupUuid: (since: string) => Promise<string | null>
  /** A message that is held. */
  find: (uuid: string) => Message | undefined
  onSent: (message: SentMessage) => void
  /** The message as it is after a change. */
  onChanged: (groupUuid: string, message: Message) => void
}

/** A message that is deleted or unknown cannot be changed: the change is dropped. */
const isGone = (code: string) => code === 'message_deleted' || code === 'message_not_found'

/** One attempt to send an unsent message or change. */
export const createDelivery = (
  context: DeliveryContext,
  { id, alias, groupUuid, find, onSent, onChanged }: DeliveryTarget,
) => {
  const { platform, api, clock, stored } = context

  /** A new key, later than a time: of two edits, the one with the later key counts. */
  const newKey = (after = 0) => createUuid(Math.max(clock.nextKeyTime(), after + 1), platform.random)

  /** A new key for an edit. The time of the last one may be ahead of the clock. */
  const newEditKey = (messageUuid: string, replaced: readonly OutboxEntry[] = []) => {
    const editedAt = Date.parse(find(messageUuid)?.edited_at ?? '') || 0
    return newKey(Math.max(editedAt, ...replaced.map(({ uuid }) => timeOfUuid(uuid))))
  }

  /** Tells the entries behind it, which any tab may send. */
  const tellFollowing = (previousAt: number) => {
    for (const queue of new Set([id(), alias()])) {
      for (const entry of stored.outbox(queue)) {
        if (!entry.kind && timeOfUuid(entry.uuid) <= previousAt)
          stored.putEntry(queue, { ...entry, previousAt })
      }
    }
  }

  const remove = ({ uuid, created_at }: Message) => {
    stored.removeEntry(id(), uuid)
    tellFollowing(Date.parse(created_at))
  }

  const sent = (uuid: string, message: SentMessage): OutboxEvent => {
    remove(message)
    clock.receivedMessage(message.created_at)
    onSent(message)
    return { type: 'sent', uuid }
  }

  /**
   * The server refuses a key that is a day old, or that a wrong clock made. The message gets a new one, unless an earlier
   * attempt stored it and only the response was lost.
   */
  const replaceKey = async ({ uuid }: OutboxEntry): Promise<OutboxEvent> => {
    clock.keyRefused()
    await context.readServerTime()
    const before = stored.entry(id(), uuid)
    if (before?.isAttempted && !before.kind) {
      const group = await groupUuid(before.createdAt)
      const message = group === null ? undefined : await findMessage(api, group, uuid)
      if (message && group !== null) return sent(uuid, { ...message, message_group_uuid: group })
    }
    const entry = stored.entry(id(), uuid)
    if (!entry) return { type: 'abandoned', uuid } // it was cancelled
    const key = entry.messageUuid ? newEditKey(entry.messageUuid) : newKey()
    stored.putEntry(id(), { ...entry, uuid: key, isAttempted: false, isKeyReplaced: true })
    stored.removeEntry(id(), uuid)
    for (const change of stored.outbox(id()))
      if (change.messageUuid === uuid) stored.putEntry(id(), { ...change, messageUuid: key })
    return { type: 'abandoned', uuid }
  }

  const post = async ({ uuid, text, replyTo, attachments }: OutboxEntry): Promise<OutboxEvent> => {
    const target = id().startsWith('@') ? { handle: id().slice(1) } : { message_group_uuid: id() }
    const reply = replyTo === undefined ? {} : { reply_to: replyTo }
    const { body } = await api('POST /api/messages', {
      key: uuid,
      body: {
        message: text,
        ...target,
        ...reply,
        ...(attachments && { attachments: attachments.map(({ uuid = '', alt }) => ({ uuid, alt })) }),
      },
    })
    clock.storedMessage(timeOfUuid(uuid), body.created_at)
    return sent(uuid, body)
  }

  const requestChange = (groupUuid: string, entry: OutboxEntry) => {
    const { uuid, kind, messageUuid = '', text, emoji } = entry
    const path = { message_group_uuid: groupUuid, message_uuid: messageUuid }
    const route = '/api/messages/{message_group_uuid}/{message_uuid}'
    if (kind === 'edit') return api(`PATCH ${route}`, { path, key: uuid, body: { message: text } })
    if (kind === 'deletion') return api(`DELETE ${route}`, { path })
    if (emoji === undefined) return api(`DELETE ${route}/reaction`, { path })
    return api(`PUT ${route}/reaction`, { path, body: { emoji } })
  }

  const change = async (entry: OutboxEntry): Promise<OutboxEvent> => {
    const { uuid } = entry
    const group = await groupUuid(entry.createdAt)
    try {
      if (group !== null) onChanged(group, (await requestChange(group, entry)).body)
    } catch (error) {
      if (!isGone(messengerErrorOf(error).code)) throw error
    }
    stored.removeEntry(id(), uuid)
    return { type: 'sent', uuid }
  }

  /**
   * The server stores a message at the time of its key while the key is fresh, and later at its arrival. If the message
   * before it arrived late, at a time after this key, this one has to arrive late as well to come after it.
   */
  const untilInOrder = async ({ uuid, previousAt = 0 }: OutboxEntry) => {
    // By the server's clock, it is later than that.
    const delayMs = timeOfUuid(uuid) + keyFreshMs - previousAt
    if (timeOfUuid(uuid) > previousAt || delayMs <= 0) return
    await new Promise<void>((resolve) => {
      platform.setTimeout(resolve, delayMs)
    })
  }

  const isKeyTooOld = ({ uuid, kind }: OutboxEntry) =>
    (!kind || kind === 'edit') && clock.now() - timeOfUuid(uuid) > keyLifetimeMs

  const failureOf = (uuid: string, error: unknown): OutboxEvent => {
    const { code, isRetryable, retryAfterMs } = messengerErrorOf(error)
    // Without a session nothing can be sent, but the same user may sign in again.
    if (isRetryable || code === 'unauthorized') return { type: 'failed', uuid, code, retryAfterMs }
    return { type: 'refused', uuid, code }
  }

  /** Returns what came of it. One tab at a time attempts to send the messages of a conversation. */
  const attempt = async (
    uuid: string,
    signal: AbortSignal,
    /** The attachments that the server has refused, each of which is uploaded once more. */
    refused: readonly string[] = [],
  ): Promise<OutboxEvent> => {
    // Another tab may have sent or cancelled it, or written one before it.
    const next = nextIn(stored.outbox(id()))
    if (next?.uuid !== uuid) return { type: 'abandoned', uuid }
    try {
      if (isKeyTooOld(next)) await context.readServerTime() // perhaps it is the clock that is wrong
      if (isKeyTooOld(next)) return await replaceKey(next)
      if (next.attachments) await (await context.attachments()).uploadAll(id(), next, signal)
      if (!next.isAttempted) await untilInOrder(next)
      const entry = stored.entry(id(), uuid)
      if (!entry) return { type: 'abandoned', uuid } // it was cancelled meanwhile
      if (!entry.isAttempted) stored.putEntry(id(), { ...entry, isAttempted: true })
      return await (entry.kind ? change : post)(entry).catch(async (error: unknown) => {
        const { code, field = '' } = messengerErrorOf(error)
        const isKeyInvalid = code === 'idempotency_key_invalid'
        if (code === 'attachment_invalid') {
          ;(await context.attachments()).forgetUpload(id(), entry, field)
          if (!refused.includes(field)) return attempt(uuid, signal, [...refused, field])
        }
        if (!isKeyInvalid || entry.isKeyReplaced) throw error
        return replaceKey(entry)
      })
    } catch (error) {
      if (signal.aborted && error === signal.reason) return { type: 'abandoned', uuid }
      return failureOf(uuid, error)
    }
  }

  return { attempt, newKey, newEditKey, remove }
}
