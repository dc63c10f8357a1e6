import { conversationOf } from '../domain/conversation.ts'
import type { Membership } from '../domain/group.ts'
import { readTail } from './conversations.ts'
import { readInboxRows } from './memberships.ts'

// Together at most 5 read units, unless the first rows are much shorter than the others.
const maxUnits = 5
const unitsForRows = 4
const firstRows = 40
const maxRows = 100

const readNewestRows = async (userUuid: string) => {
  const first = await readInboxRows(userUuid, { limit: firstRows })
  const end = first.memberships.at(-1)
  const affordable = Math.floor((firstRows * (unitsForRows - first.units)) / first.units)
  if (!end || first.memberships.length < firstRows || affordable < 1) return first
  const below = { place: end.lastPlace, groupUuid: end.groupUuid }
  const limit = Math.min(affordable, maxRows - firstRows)
  const rest = await readInboxRows(userUuid, { below, limit })
  return { memberships: [...first.memberships, ...rest.memberships], units: first.units + rest.units }
}

const isUnread = async (membership: Membership): Promise<boolean> =>
  conversationOf(membership, await readTail(membership, 1)).unreadCount > 0

/**
 * In how many of the newest conversations something is unread. Of the rows that are not settled, the newest are looked
 * at; the others count by themselves, and may leave out quiet messages.
 */
export const countUnreadConversations = async (userUuid: string): Promise<number> => {
  const { memberships, units } = await readNewestRows(userUuid)
  const unsettled = memberships.filter(({ settled }) => !settled)
  const looks = Math.max(1, Math.floor(maxUnits - units))
  const looked = await Promise.all(unsettled.slice(0, looks).map(isUnread))
  const others = unsettled.slice(looks).filter(({ lastPlace, readPlace = '' }) => lastPlace > readPlace)
  const settled = memberships.filter((row) => (row.settled?.unreadCount ?? 0) > 0)
  return looked.filter(Boolean).length + others.length + settled.length
}
