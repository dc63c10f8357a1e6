import { isMuted, type Membership } from '../domain/group.ts'
import { canBeUnread, type Message } from '../domain/message.ts'
import { readRows, requireActive } from './memberships.ts'
import { messagesAmong, queryItems } from './messages.ts'

// At most 5 read units in total, of which the requests cost at most half a unit. A row of a named group has up to 4.3 KB, so
// eight rows with the longest names and texts cost 4.5. If the first rows are much shorter than the others, it can be more.
const maxUnits = 4.5
const maxUnitsForRows = 4
const bytesPerUnit = 8192
const firstPageSize = 8
const maxRows = 100

const readNewestRows = async (userUuid: string) => {
  const first = await readRows(userUuid, { list: 'inbox', limit: firstPageSize })
  requireActive(first.memberships)
  const end = first.memberships.at(-1)
  const affordableBytes = (maxUnitsForRows - first.units) * bytesPerUnit
  const affordableRows = Math.floor((affordableBytes * first.memberships.length) / first.bytes)
  if (!end || first.memberships.length < firstPageSize || affordableRows < 1) return first
  const below = { place: end.lastPlace, groupUuid: end.groupUuid }
  const limit = Math.min(affordableRows, maxRows - firstPageSize)
  const rest = await readRows(userUuid, { list: 'inbox', below, limit })
  return { memberships: [...first.memberships, ...rest.memberships], units: first.units + rest.units }
}

type Newest = {
  membership: Membership
  message: Message | undefined
  /** There are no items before these, or the member has read them. */
  isWhole: boolean
  units: number
}

/** The newest message among the last items of a conversation that can be unread, or that the member has written. */
const readNewest = async (membership: Membership, limit: number): Promise<Newest> => {
  const { userUuid, groupUuid, readPlace = '' } = membership
  const { items, last, units } = await queryItems(membership, { direction: 'older', limit })
  const message = messagesAmong(groupUuid, items).find(
    (message) => canBeUnread(message) || message.sender.uuid === userUuid,
  )
  return { membership, message, isWhole: last === undefined || String(last.sk) <= readPlace, units }
}

const readAll = (memberships: Membership[], limit: number): Promise<Newest[]> =>
  Promise.all(memberships.map((membership) => readNewest(membership, limit)))

// A pointer or a deleted message can be the last item. Three items are at most 14 KB, which are 2 read units.
const itemsOfSecondQuery = 3
const unitsOfSecondQuery = 2

/** The newest messages of conversations, read with at most this many units. Some are not found. */
const readNewestMessages = async (memberships: Membership[], budget: number): Promise<Newest[]> => {
  const newest = await readAll(memberships.slice(0, Math.floor(budget)), 1)
  const unitsLeft = newest.reduce((left, { units }) => left - units, budget)
  const missing = newest
    .filter(({ message, isWhole }) => !message && !isWhole)
    .map(({ membership }) => membership)
  const second = await readAll(
    missing.slice(0, Math.floor(unitsLeft / unitsOfSecondQuery)),
    itemsOfSecondQuery,
  )
  return [...newest, ...second]
}

const isUnread = ({ userUuid, readPlace = '' }: Membership, message: Message): boolean =>
  message.sender.uuid !== userUuid && message.place > readPlace

/**
 * Counts the conversations with unread messages, or marked as unread, among the newest. Muted ones do not count. Queries for
 * the newest unsettled rows find the quiet messages; for the other unsettled rows, only loud messages count.
 */
const countUnreadConversations = async (userUuid: string, now: number): Promise<number> => {
  const { memberships, units } = await readNewestRows(userUuid)
  const unmuted = memberships.filter((membership) => !isMuted(membership, now))
  const unmarked = unmuted.filter(({ isMarkedUnread }) => !isMarkedUnread)
  const unsettled = unmarked.filter(({ settled }) => !settled)
  const newest = await readNewestMessages(unsettled, maxUnits - units)
  const found = new Map(newest.map((one) => [one.membership, one]))
  const unread = unmarked.filter((membership) => {
    const { settled, lastPlace, readPlace = '' } = membership
    if (settled) return settled.unreadCount > 0
    const { message, isWhole = false } = found.get(membership) ?? {}
    if (message) return isUnread(membership, message)
    return !isWhole && lastPlace > readPlace
  })
  return unmuted.length - unmarked.length + unread.length
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
