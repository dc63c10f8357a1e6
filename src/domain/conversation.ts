import { type LastMessage, type Membership, maxUnread, readPlaceOf, type Settled } from './group.ts'
import { canBeUnread, erasedUser, type Message, previewOf } from './message.ts'
import { quietUntil, restsFrom } from './place.ts'

/** What a conversation looks like to one of its members. */
export type Conversation = {
  membership: Membership
  last: LastMessage
  unreadCount: number
  /** What the member has read: up to their own last message at least. */
  readPlace?: string | undefined
}

/**
 * The end of a conversation, oldest message first. It begins at `lastPlace` or `readPlace` of the row, whichever is older.
 * `isWhole` is false if the read stopped before that: at `limit`, or because it met too many pointers. Deleted messages
 * of others, and events, can be left out. `hasDeleted` says whether any message was deleted.
 */
export type Tail = { messages: Message[]; isWhole: boolean; limit: number; hasDeleted?: boolean }

const isReadBy =
  ({ userUuid, readPlace = '' }: Membership) =>
  ({ sender, place }: Message): boolean =>
    sender.uuid === userUuid || place <= readPlace

/** Whether the tail has enough messages for an exact unread count: back to a message that is read, or 100. */
export const isCountable = (membership: Membership, { messages, isWhole }: Tail): boolean =>
  isWhole || messages.length >= maxUnread || messages.some(isReadBy(membership))

/** Counts the messages after the last one that the member has read or sent. Deleted ones do not count. */
const countUnread = (membership: Membership, { messages }: Tail): number => {
  const unread = messages.slice(messages.findLastIndex(isReadBy(membership)) + 1)
  return Math.min(maxUnread, unread.filter(canBeUnread).length)
}

const lastIn = (membership: Membership, { messages }: Tail): LastMessage => {
  const newest = messages.at(-1)
  if (!newest) {
    // The messages are lost.
    const sender = membership.kind === 'direct' ? membership.other : erasedUser
    return { place: membership.lastPlace, preview: '', senderUuid: sender.uuid }
  }
  const { place, text, sender, revision, deletedAt, event, attachments } = newest
  const named = membership.kind === 'named' ? { sender, event } : {}
  return {
    place,
    preview: previewOf(text),
    senderUuid: sender.uuid,
    ...named,
    revision,
    deletedAt,
    attachmentCount: attachments?.length,
  }
}

/** A settled row needs no tail. */
export const conversationOf = (membership: Membership, tail?: Tail): Conversation => {
  const { userUuid, settled, readPlace } = membership
  if (settled) return { membership, ...settled, readPlace }
  if (!tail) throw new Error(`the row of ${membership.userUuid} in ${membership.groupUuid} is not settled`)
  const isUncounted = !isCountable(membership, tail) && tail.messages.length >= tail.limit
  const unreadCount = isUncounted ? maxUnread : countUnread(membership, tail)
  const last = lastIn(membership, tail)
  return { membership, last, unreadCount, readPlace: readPlaceOf(userUuid, tail.messages, readPlace) }
}

/**
 * What to write into the row to settle it. Undefined if the conversation is not at rest, or if the row does not show its
 * last loud message yet. The tail must come from a consistent read that began after the row was read.
 */
export const settledFrom = (conversation: Conversation, now: number): Settled | undefined => {
  const { membership, last, unreadCount } = conversation
  const { lastPlace } = membership
  if (now < restsFrom(lastPlace) || last.place >= quietUntil(lastPlace)) return undefined
  return { last, unreadCount }
}
