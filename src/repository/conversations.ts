import {
  type Conversation,
  conversationOf,
  isCountable,
  settledFrom,
  type Tail,
} from '../domain/conversation.ts'
import { type Membership, maxUnread } from '../domain/group.ts'
import type { ListCursor } from '../domain/listCursor.ts'
import { restsFrom } from '../domain/place.ts'
import { errorFacts, log } from '../log.ts'
import type { findWithNewer } from './findMessage.ts'
import { listMemberships, markReadUpTo, settleMembership } from './memberships.ts'
import { listMessages } from './messages.ts'

/*
 * What conversations look like to a member: docs/decisions/0009-settled-rows.md. A settled row answers by itself. For
 * every other row, one query reads the end of its conversation.
 */

// At most four items, 18 KB of the longest texts: the page of an inbox costs little more for them.
const firstLook = 3

// A page counts further unread messages only where texts are short, and so many in all: 450 KB of ordinary messages.
const maxShortBytes = 1024
const maxCountedPerPage = 1000

/** Reads the end of a conversation, at most `limit` messages. */
export const readTail = async (
  { groupUuid, lastPlace, readPlace }: Membership,
  limit: number,
  consistent = false,
): Promise<Tail> => {
  const downTo = readPlace !== undefined && lastPlace < readPlace ? lastPlace : readPlace
  const range = { direction: 'older', downTo, limit, consistent } as const
  const { messages, next } = await listMessages(groupUuid, range)
  return { messages, isWhole: next === undefined, limit }
}

/** A conversation whose end is read whatever its row states, and that end. */
export const readConversation = async (membership: Membership) => {
  const tail = await readTail(membership, maxUnread)
  return {
    conversation: conversationOf({ ...membership, settled: undefined }, tail),
    messages: tail.messages,
  }
}

const isShort = ({ messages }: Tail) => messages.every(({ text }) => Buffer.byteLength(text) <= maxShortBytes)

/** The ends of conversations whose rows are not settled. Of many, or of long texts, not all is counted. */
const readTails = async (memberships: Membership[], isConsistent: (one: Membership) => boolean) => {
  const read = (membership: Membership, limit: number) =>
    readTail(membership, limit, isConsistent(membership))
  const tails = new Map<Membership, Tail>()
  await Promise.all(memberships.map(async (one) => tails.set(one, await read(one, firstLook))))
  const uncounted = [...tails].filter(([one, tail]) => !isCountable(one, tail) && isShort(tail))
  const limit = Math.min(maxUnread, Math.floor(maxCountedPerPage / uncounted.length))
  await Promise.all(uncounted.map(async ([one]) => tails.set(one, await read(one, limit))))
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
    // The page is right without it, and the next look tries again.
    const { userUuid: user_uuid, groupUuid: message_group_uuid } = membership
    log.warn('row not settled', { user_uuid, message_group_uuid, ...errorFacts(error) })
  })
}

/** Completes rows of the index: those that are settled cost nothing. Settles some of those that have rested for a day. */
const complete = async (memberships: Membership[], now: number): Promise<Conversation[]> => {
  const unsettled = memberships.filter(({ settled }) => !settled)
  const hasRested = unsettled.filter(({ lastPlace }) => now >= restsFrom(lastPlace) + settleAfterMs)
  const toSettle = new Set(hasRested.slice(0, maxSettledPerPage))
  const tails = await readTails(unsettled, (membership) => toSettle.has(membership))
  const conversations = memberships.map((membership) => conversationOf(membership, tails.get(membership)))
  const isExact = ({ membership }: Conversation) => isCountable(membership, tails.get(membership) as Tail)
  const settling = conversations.filter(({ membership }) => toSettle.has(membership)).filter(isExact)
  await Promise.all(settling.map((conversation) => settle(conversation, now)))
  return conversations
}

const byLastMessage = ({ last: one }: Conversation, { last: other }: Conversation): number =>
  one.place === other.place ? 0 : one.place < other.place ? 1 : -1

/**
 * One page of a user's conversations, newest first, and the cursor of the next one. The index has the order of the last
 * loud messages; within the page, quiet ones count, too.
 */
export const listConversations = async (
  userUuid: string,
  { limit, cursor, now }: { limit: number; cursor: ListCursor | undefined; now: number },
): Promise<{ conversations: Conversation[]; next?: ListCursor | undefined }> => {
  const { memberships, hasMore } = await listMemberships(userUuid, { below: cursor, limit })
  const end = memberships.at(-1)
  const conversations = (await complete(memberships, now)).sort(byLastMessage)
  return {
    conversations,
    next: hasMore && end ? { place: end.lastPlace, groupUuid: end.groupUuid } : undefined,
  }
}

type Found = NonNullable<Awaited<ReturnType<typeof findWithNewer>>>

/**
 * Marks a conversation as read up to a message, never backwards. The row is written anyway, so it is settled with the
 * same write if the conversation is at rest: the messages after it are known.
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
      return { isMember: true, hasMoved: true, conversation }
  }
  const read = await markReadUpTo(userUuid, groupUuid, place)
  const reader = { ...membership, readPlace: read.readPlace, settled: undefined }
  const conversation = hasMore ? (await readConversation(reader)).conversation : conversationOf(reader, tail)
  return { ...read, conversation }
}
