import {
  type Conversation,
  conversationOf,
  isCountable,
  settledFrom,
  type Tail,
} from '../domain/conversation.ts'
import { type List, type Membership, maxUnread } from '../domain/group.ts'
import type { ListCursor } from '../domain/listCursor.ts'
import { canBeUnread, type Message } from '../domain/message.ts'
import { restsFrom } from '../domain/place.ts'
import { errorFacts, log } from '../log.ts'
import type { findWithNewer } from './findMessage.ts'
import { listMemberships } from './memberships.ts'
import { markReadUpTo, type Read, settleMembership } from './membershipUpdates.ts'
import { listMessages, messagesAmong, queryItems } from './messages.ts'

/*
 * A conversation as one of its members sees it: its last message and unread count. A settled row contains both; for every
 * other row, a query reads the end of the conversation (docs/decisions/0009-settled-rows.md).
 */

// The first query of a row reads one item more. Four items have at most 18 KB, so long texts hardly change the price of a
// page. With few rows, it reads seven items, so that a few unread messages need no second query.
export const maxInFirstQuery = 3
const maxInFirstQueryOfFewRows = 6
const fewRows = 10

// A second query counts the unread messages of conversations with short texts only: at most 1,000 messages for a whole
// page, which are 450 KB at usual lengths.
const maxShortBytes = 1024
const maxCountedPerPage = 1000
// At most this many of the rows that a page settles are counted up to 100: that settles them, so it happens once.
const maxCountedFully = 5

/** The message that a row shows, read alone. */
const readLastLoud = async (membership: Membership) => {
  const { groupUuid, lastPlace } = membership
  const range = { direction: 'newer', from: lastPlace, including: true, limit: 1, consistent: true } as const
  return messagesAmong(groupUuid, (await queryItems(membership, range)).items)
}

// Each query that only finds pointers and deleted messages is followed by a longer one. The first read of a row skips
// about 100 of them, its second read 300, and a read that settles a row, which happens once, 6,000.
const maxQueriesForFew = 3
const maxQueriesForMany = 2
const maxQueriesToSettle = 5

type Reading = { consistent?: boolean; maxQueries?: number }

/** Reads the end of a conversation, at most `limit` messages. */
export const readTail = async (
  membership: Membership,
  limit: number,
  { consistent = false, maxQueries = maxQueriesToSettle }: Reading = {},
): Promise<Tail> => {
  const { userUuid, lastPlace, readPlace } = membership
  const downTo = readPlace !== undefined && lastPlace < readPlace ? lastPlace : readPlace
  // Deleted messages and events do not count. Those of the member are read marks all the same.
  const without = (message: Message) => !canBeUnread(message) && message.sender.uuid !== userUuid
  const range = { direction: 'older', downTo, limit, without, maxQueries } as const
  const read = (consistent: boolean) => listMessages(membership, { ...range, consistent })
  const page = await read(consistent)
  // The read can meet so many pointers after the last message that it does not reach it.
  const isHidden = page.messages.length === 0 && page.next !== undefined
  if (isHidden) return { messages: await readLastLoud(membership), isWhole: false, limit }
  // An eventually consistent read can lack the message that the row shows.
  const isBehind = !consistent && (page.messages.at(-1)?.place ?? '') < lastPlace
  const { messages, next, leftOut } = isBehind ? await read(true) : page
  const hasDeleted = leftOut > 0 || messages.some(({ deletedAt }) => deletedAt !== undefined)
  return { messages, isWhole: next === undefined, limit, hasDeleted }
}

/** Reads the end of a conversation even if its row is settled. */
export const readConversation = async (membership: Membership) => {
  const tail = await readTail(membership, maxUnread)
  return {
    conversation: conversationOf({ ...membership, settled: undefined }, tail),
    messages: tail.messages,
  }
}

/** The conversation of a row. If the row is not settled, reads the end of the conversation. */
export const completeRow = async (membership: Membership): Promise<Conversation> =>
  membership.settled ? conversationOf(membership) : (await readConversation(membership)).conversation

/**
 * Whether a second query may count further. Long texts make it expensive. Where messages were edited or deleted, they are
 * counted all the same: otherwise a change could raise the count to 100, because it makes a text long, or because an older
 * and longer text takes the place of a deleted one in the first query.
 */
const isCheapToCount = ({ messages, hasDeleted = false }: Tail) =>
  hasDeleted ||
  messages.every(({ text, editedAt }) => editedAt !== undefined || Buffer.byteLength(text) <= maxShortBytes)

/** Reads the ends of conversations whose rows are not settled: first a few messages, then more where that is cheap. */
const readTails = async (memberships: Membership[], toSettle: Set<Membership>) => {
  const tails = new Map<Membership, Tail>()
  const readInto = async (membership: Membership, limit: number, maxQueries: number) => {
    const consistent = toSettle.has(membership)
    tails.set(membership, await readTail(membership, limit, { consistent, maxQueries }))
  }
  const firstLimit = memberships.length <= fewRows ? maxInFirstQueryOfFewRows : maxInFirstQuery
  await Promise.all(memberships.map((membership) => readInto(membership, firstLimit, maxQueriesForFew)))
  const uncounted = memberships.filter((membership) => {
    const tail = tails.get(membership) as Tail
    return !isCountable(membership, tail) && isCheapToCount(tail)
  })
  const countedFully = new Set(
    uncounted.filter((membership) => toSettle.has(membership)).slice(0, maxCountedFully),
  )
  const messagesLeft = maxCountedPerPage - countedFully.size * maxUnread
  const share = Math.min(maxUnread, Math.floor(messagesLeft / (uncounted.length - countedFully.size)))
  await Promise.all(
    uncounted.map((membership) =>
      countedFully.has(membership)
        ? readInto(membership, maxUnread, maxQueriesToSettle)
        : readInto(membership, share, maxQueriesForMany),
    ),
  )
  return tails
}

// Settling a row costs as much as reading the end of its conversation 20 times.
const settleAfterMs = 24 * 60 * 60_000
const maxSettledPerPage = 10

const settle = async (conversation: Conversation, now: number) => {
  const { membership, readPlace } = conversation
  const settled = settledFrom(conversation, now)
  if (!settled) return
  await settleMembership(membership, { settled, readPlace }).catch((error: unknown) => {
    // The response does not depend on it, and the next read of the page tries again.
    const { userUuid: user_uuid, groupUuid: message_group_uuid } = membership
    log.warn('row not settled', { user_uuid, message_group_uuid, ...errorFacts(error) })
  })
}

/** Adds last message and unread count to rows of the inbox. Settles at most ten rows that have been at rest for a day. */
const completeRows = async (memberships: Membership[], now: number): Promise<Conversation[]> => {
  const unsettled = memberships.filter(({ settled }) => !settled)
  const rested = unsettled.filter(({ lastPlace }) => now >= restsFrom(lastPlace) + settleAfterMs)
  const toSettle = new Set(rested.slice(0, maxSettledPerPage))
  const tails = await readTails(unsettled, toSettle)
  const conversations = memberships.map((membership) => conversationOf(membership, tails.get(membership)))
  // With long texts, no later read would count more: the row is settled with the count 100.
  const isCounted = ({ membership }: Conversation) => {
    const tail = tails.get(membership) as Tail
    return isCountable(membership, tail) || (tail.messages.length >= tail.limit && !isCheapToCount(tail))
  }
  const settling = conversations.filter(({ membership }) => toSettle.has(membership)).filter(isCounted)
  await Promise.all(settling.map((conversation) => settle(conversation, now)))
  return conversations
}

const byLastMessage = (a: Conversation, b: Conversation): number =>
  a.last.place === b.last.place ? 0 : a.last.place < b.last.place ? 1 : -1

/**
 * One page of a list of a user's conversations and the cursor of the next page. The index is in the order of the last loud
 * messages; the page is sorted by the last messages, including quiet ones.
 */
export const listConversations = async (
  userUuid: string,
  { list, limit, cursor, now }: { list: List; limit: number; cursor: ListCursor | undefined; now: number },
): Promise<{ conversations: Conversation[]; next?: ListCursor | undefined }> => {
  const { memberships, hasMore } = await listMemberships(userUuid, { list, below: cursor, limit })
  const end = memberships.at(-1)
  const conversations = (await completeRows(memberships, now)).sort(byLastMessage)
  return {
    conversations,
    next: hasMore && end ? { place: end.lastPlace, groupUuid: end.groupUuid } : undefined,
  }
}

type Found = NonNullable<Awaited<ReturnType<typeof findWithNewer>>>

/**
 * Marks a conversation as read up to a message, never backwards. If the conversation is at rest and all its newer messages
 * are known, the same write settles the row.
 */
export const readUpTo = async (membership: Membership, { message, newer, hasMore }: Found, now: number) => {
  const { userUuid, groupUuid, readPlace = '' } = membership
  const { place } = message
  const tail = { messages: [message, ...newer], isWhole: !hasMore, limit: maxUnread }
  if (!hasMore && place > readPlace) {
    const conversation = conversationOf({ ...membership, readPlace: place, settled: undefined }, tail)
    const settled = settledFrom(conversation, now)
    if (
      settled &&
      (await settleMembership(membership, { settled, readPlace: conversation.readPlace, hasRead: true }))
    )
      return { isMember: true, hasMoved: true, hasBlocked: membership.hasBlocked, conversation }
  }
  const read: Read = await markReadUpTo(userUuid, groupUuid, place)
  const reader = { ...membership, readPlace: read.readPlace, settled: undefined }
  const conversation = hasMore ? (await readConversation(reader)).conversation : conversationOf(reader, tail)
  return { ...read, conversation }
}
