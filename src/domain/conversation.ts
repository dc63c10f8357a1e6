import { type LastMessage, type Membership, maxUnread, readPlaceOf, type Settled } from './group.ts'
import { type Message, previewOf } from './message.ts'
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
 * The newest messages of a conversation, oldest first, down to `lastPlace` of the row or to `readPlace`, whichever is
 * older. `isWhole` is false where the read stopped before: at its limit, or at a bound on the pointers that it passes.
 */
export type Tail = { messages: Message[]; isWhole: boolean; limit: number }

const isReadBy =
  ({ userUuid, readPlace = '' }: Membership) =>
  ({ sender, place }: Message): boolean =>
    sender.uuid === userUuid || place <= readPlace

/** Whether the tail is long enough to count what is unread: up to 100, or down to a message that is read. */
export const isCountable = (membership: Membership, { messages, isWhole }: Tail): boolean =>
  isWhole || messages.length >= maxUnread || messages.some(isReadBy(membership))

/** The messages of the other person after what the member has read, and after the member's own last message. */
const unreadIn = (membership: Membership, { messages }: Tail): number =>
  Math.min(maxUnread, messages.length - 1 - messages.findLastIndex(isReadBy(membership)))

const lastIn = ({ lastPlace, preview, other }: Membership, { messages }: Tail): LastMessage => {
  const newest = messages.at(-1)
  // Either may be newer, since the row and the messages were not read at the same moment.
  if (!newest || newest.place < lastPlace) return { place: lastPlace, preview, senderUuid: other.uuid }
  return { place: newest.place, preview: previewOf(newest.text), senderUuid: newest.sender.uuid }
}

/** A settled row answers by itself; the others need the tail of the conversation. */
export const conversationOf = (membership: Membership, tail?: Tail): Conversation => {
  const { userUuid, settled, readPlace } = membership
  if (settled) return { membership, ...settled, readPlace }
  if (!tail) throw new Error(`the row of ${membership.userUuid} in ${membership.groupUuid} is not settled`)
  const isUncounted = !isCountable(membership, tail) && tail.messages.length >= tail.limit
  const unreadCount = isUncounted ? maxUnread : unreadIn(membership, tail)
  const last = lastIn(membership, tail)
  return { membership, last, unreadCount, readPlace: readPlaceOf(userUuid, tail.messages, readPlace) }
}

/**
 * What the row may state by itself from now on, or undefined while it may not: the conversation has to be at rest, and the
 * row has to show its last loud message. The tail must come from a consistent read that began after the row was read.
 */
export const settledFrom = (conversation: Conversation, now: number): Settled | undefined => {
  const { membership, last, unreadCount } = conversation
  const { lastPlace } = membership
  if (now < restsFrom(lastPlace) || last.place >= quietUntil(lastPlace)) return undefined
  return { last, unreadCount }
}
