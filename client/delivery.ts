import { messengerErrorOf } from './errors.ts'
import type { OutboxEvent } from './outboxState.ts'
import type { SentMessage } from './routes.ts'
import type { ServerClock } from './serverClock.ts'
import type { OutboxEntry, StoredData } from './storedData.ts'
import type { Api, Message, Platform } from './types.ts'
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
  onSent: (message: SentMessage) => void
}

/** One attempt to send an unsent message. */
export const createDelivery = (
  context: DeliveryContext,
  { id, alias, groupUuid, onSent }: DeliveryTarget,
) => {
  const { platform, api, clock, stored } = context

  const newKey = () => createUuid(clock.nextKeyTime(), platform.random)

  /** Tells the entries behind it, which any tab may send. */
  const tellFollowing = (previousAt: number) => {
    for (const queue of new Set([id(), alias()])) {
      for (const entry of stored.outbox(queue)) {
        if (timeOfUuid(entry.uuid) <= previousAt) stored.putEntry(queue, { ...entry, previousAt })
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

  const findStored = async (group: string, uuid: string): Promise<SentMessage | undefined> => {
    try {
      const path = { message_group_uuid: group }
      const query = { around: uuid, limit: 1 }
      const { body } = await api('GET /api/messages/{message_group_uuid}', { path, query })
      const message = body.find((one) => one.uuid === uuid)
      return message && { ...message, message_group_uuid: group }
    } catch (error) {
      if (messengerErrorOf(error).code === 'cursor_invalid') return undefined // there is no such message
      throw error
    }
  }

  /**
   * The server refuses a key that is a day old, or that a wrong clock made. The message gets a new one, unless an earlier
   * attempt stored it and only the response was lost.
   */
  const replaceKey = async ({ uuid }: OutboxEntry): Promise<OutboxEvent> => {
    clock.keyRefused()
    await context.readServerTime()
    const entry = stored.entry(id(), uuid)
    if (entry?.isAttempted) {
      const group = await groupUuid(entry.createdAt)
      const message = group === null ? undefined : await findStored(group, uuid)
      if (message) return sent(uuid, message)
    }
    const isCancelled = stored.entry(id(), uuid) === undefined
    if (entry && !isCancelled) {
      stored.putEntry(id(), { ...entry, uuid: newKey(), isAttempted: false, isKeyReplaced: true })
      stored.removeEntry(id(), uuid)
    }
    return { type: 'abandoned', uuid }
  }

  const post = async (entry: OutboxEntry): Promise<OutboxEvent> => {
    const { uuid, text } = entry
    const target = id().startsWith('@') ? { handle: id().slice(1) } : { message_group_uuid: id() }
    const { body } = await api('POST /api/messages', { key: uuid, body: { message: text, ...target } })
    clock.storedMessage(timeOfUuid(uuid), body.created_at)
    return sent(uuid, body)
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

  const isKeyTooOld = ({ uuid }: OutboxEntry) => clock.now() - timeOfUuid(uuid) > keyLifetimeMs

  const failureOf = (uuid: string, error: unknown): OutboxEvent => {
    const { code, isRetryable, retryAfterMs } = messengerErrorOf(error)
    // Without a session nothing can be sent, but the same user may sign in again.
    if (isRetryable || code === 'unauthorized') return { type: 'failed', uuid, code, retryAfterMs }
    return { type: 'refused', uuid, code }
  }

  /** Returns what came of it. One tab at a time attempts to send the messages of a conversation. */
  const attempt = async (uuid: string): Promise<OutboxEvent> => {
    // Another tab may have sent or cancelled it, or written one before it.
    const entry = stored.outbox(id()).find(({ failure }) => failure === undefined)
    if (entry?.uuid !== uuid) return { type: 'abandoned', uuid }
    try {
      if (isKeyTooOld(entry)) await context.readServerTime() // perhaps it is the clock that is wrong
      if (isKeyTooOld(entry)) return await replaceKey(entry)
      if (!entry.isAttempted) await untilInOrder(entry)
      if (!stored.entry(id(), uuid)) return { type: 'abandoned', uuid } // it was cancelled meanwhile
      if (!entry.isAttempted) stored.putEntry(id(), { ...entry, isAttempted: true })
      return await post(entry).catch((error: unknown) => {
        const isKeyInvalid = messengerErrorOf(error).code === 'idempotency_key_invalid'
        if (!isKeyInvalid || entry.isKeyReplaced) throw error
        return replaceKey(entry)
      })
    } catch (error) {
      return failureOf(uuid, error)
    }
  }

  return { attempt, newKey, remove }
}
