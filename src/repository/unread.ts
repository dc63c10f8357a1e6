import { conversationOf, type Tail } from '../domain/conversation.ts'
import { isMuted, type Membership } from '../domain/group.ts'
import { readTail } from './conversations.ts'
import { readRows, requireActive } from './memberships.ts'
import { messagesAmong, queryItems } from './messages.ts'

// At most 5 read units in total, of which the requests cost at most half a unit: 20 rows with the longest names and texts
// cost 4.5. If the first rows are much shorter than the others, it can be more.
const maxUnits = 4.5
const maxUnitsForRows = 4
const firstPageSize = 20
const maxRows = 100

const readNewestRows = async (userUuid: string) => {
  const first = await readRows(userUuid, { list: 'inbox', limit: firstPageSize })
  requireActive(first.memberships)
  const end = first.memberships.at(-1)
  const affordableRows = Math.floor((firstPageSize * (maxUnitsForRows - first.units)) / first.units)
  if (!end || first.memberships.length < firstPageSize || affordableRows < 1) return first
  const below = { place: end.lastPlace, groupUuid: end.groupUuid }
  const limit = Math.min(affordableRows, maxRows - firstPageSize)
  const rest = await readRows(userUuid, { list: 'inbox', below, limit })
  return { memberships: [...first.memberships, ...rest.memberships], units: first.units + rest.units }
}

/** Reads the newest message: one item, at most one read unit, unless that item is a pointer. */
const readNewest = async (membership: Membership): Promise<Tail> => {
  const { groupUuid } = membership
  const { items } = await queryItems(groupUuid, { direction: 'older', limit: 1 })
  const messages = messagesAmong(groupUuid, items)
  return messages.length > 0 ? { messages, isWhole: false, limit: 1 } : readTail(membership, 1)
}

const isUnread = async (membership: Membership): Promise<boolean> =>
  conversationOf(membership, await readNewest(membership)).unreadCount > 0

/**
 * Counts the conversations with unread messages, or marked as unread, among the newest. Muted ones do not count. A query
 * for each of the newest unsettled rows finds the quiet messages; for the other unsettled rows, only loud messages count.
 */
const countUnreadConversations = async (userUuid: string, now: number): Promise<number> => {
  const { memberships, units } = await readNewestRows(userUuid)
  const unmuted = memberships.filter((membership) => !isMuted(membership, now))
  const unmarked = unmuted.filter(({ isMarkedUnread }) => !isMarkedUnread)
  const unsettled = unmarked.filter(({ settled }) => !settled)
  const maxQueries = Math.floor(maxUnits - units)
  const areUnread = await Promise.all(unsettled.slice(0, maxQueries).map(isUnread))
  const unreadByRow = unsettled
    .slice(maxQueries)
    .filter(({ lastPlace, readPlace = '' }) => lastPlace > readPlace)
  const unreadSettled = unmarked.filter(({ settled }) => settled && settled.unreadCount > 0)
  const marked = unmuted.length - unmarked.length
  return marked + areUnread.filter(Boolean).length + unreadByRow.length + unreadSettled.length
}

const hasRequests = async (userUuid: string): Promise<boolean> => {
  const { memberships } = await readRows(userUuid, { list: 'request', limit: 1 })
  requireActive(memberships)
  return memberships.length > 0
}

export const readUnread = async (userUuid: string, now: number) => {
  const [conversations, has_requests] = await Promise.all([
    countUnreadConversations(userUuid, now),
    hasRequests(userUuid),
  ])
  return { conversations, has_requests }
}
