import { isEqual } from './isEqual.ts'
import { isBefore } from './place.ts'
import type { Message, Quote } from './types.ts'

/* Messages by their revisions. Responses and frames can be repeated, late and out of order. */

/** Messages that are known and not held, by their uuids. Null: there is no such message. */
export type KnownMessages = ReadonlyMap<string, Message | null>

/** The index of the first message that is not before the given one. Most messages are newer than all others. */
const indexOf = (messages: readonly Message[], message: Message): number => {
  const last = messages.at(-1)
  if (!last || isBefore(last, message)) return messages.length
  let [low, high] = [0, messages.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    const held = messages[middle]
    if (held && isBefore(held, message)) low = middle + 1
    else high = middle
  }
  return low
}

/** The held revision of a message. */
export const heldIn = (messages: readonly Message[], message: Message): Message | undefined => {
  const held = messages[indexOf(messages, message)]
  return held?.uuid === message.uuid ? held : undefined
}

/** Frames contain only the uuid of a quote. */
export const isResolved = (quote: Quote | undefined): boolean =>
  quote !== undefined && (quote.user_uuid !== undefined || quote.is_available === false)

/** The newer revision. A quote has no revision: the received one counts, unless it would bring back what was deleted. */
const combine = (held: Message, received: Message): Message => {
  const newer = received.revision > held.revision ? received : held
  const quotes = held.reply_to?.deleted_at ? [held.reply_to] : [received.reply_to, held.reply_to]
  const quote = quotes.find(isResolved)
  if (!newer.reply_to || !quote || isEqual(quote, newer.reply_to)) return newer
  return { ...newer, reply_to: quote }
}

/** The received messages in the newest revision that is known. */
const newestOf = (received: readonly Message[], known: KnownMessages): Message[] =>
  received.map((message) => combine(known.get(message.uuid) ?? message, message))

/** Inserts messages, and replaces older revisions. */
export const merge = (
  held: readonly Message[],
  received: readonly Message[],
  known: KnownMessages,
): readonly Message[] => {
  let merged: Message[] | undefined
  for (const message of newestOf(received, known)) {
    const messages = merged ?? held
    const before = heldIn(messages, message)
    const after = before ? combine(before, message) : message
    if (after === before) continue
    merged ??= [...held]
    merged.splice(indexOf(merged, message), before ? 1 : 0, after)
  }
  return merged ?? held
}

const maxKnown = 1000

const withKnown = (known: KnownMessages, added: [string, Message | null][]): KnownMessages =>
  added.length === 0 ? known : new Map([...known, ...added].slice(-maxKnown))

/** Remembers changed messages that are not held, so that a late response does not bring back an earlier revision. */
export const remember = (known: KnownMessages, messages: readonly Message[]): KnownMessages => {
  const isNewer = ({ uuid, revision }: Message) => revision > (known.get(uuid)?.revision ?? 0)
  return withKnown(
    known,
    messages.filter(isNewer).map((message) => [message.uuid, message]),
  )
}

/** Remembers a quoted message; undefined if it does not exist. */
export const rememberQuoted = (known: KnownMessages, uuid: string, message: Message | undefined) =>
  withKnown(known, [[uuid, message ? combine(known.get(uuid) ?? message, message) : null]])

/** Deletions are final. Of the others, what is loaded next may be a newer revision. */
export const deletedIn = (known: KnownMessages): KnownMessages =>
  new Map([...known].filter(([, message]) => message?.deleted_at !== undefined))
