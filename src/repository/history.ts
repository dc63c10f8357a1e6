import { VisibleError } from '../domain/error.ts'
import type { Message } from '../domain/message.ts'
import type { MessageCursor, PlaceCursor, Relation } from '../domain/paging.ts'
import { type Place, reachMs, timeOf } from '../domain/place.ts'
import { findPlace } from './findMessage.ts'
import { type Direction, listMessages } from './messages.ts'

export type Link = { cursor: PlaceCursor; rel: 'next' | 'prev' | 'since' }
export type History = { messages: Message[]; links: Link[] }

const linkFor = (relation: Relation, place: Place | undefined, rel: Link['rel']): Link[] =>
  place === undefined ? [] : [{ cursor: { relation, place }, rel }]

// A slower writer can store a message behind one that a client has already read: `since` reads that stretch again.
const rewind = (place: Place): Place => new Date(Date.parse(timeOf(place)) - reachMs).toISOString()

type Asked = { groupUuid: string; limit: number; now: number }

const list = (
  { groupUuid, limit }: Pick<Asked, 'groupUuid' | 'limit'>,
  direction: Direction,
  range: { from?: Place; including?: boolean; consistent?: boolean } = {},
) => listMessages(groupUuid, { direction, limit, ...range })

const readNewest = async (asked: Asked): Promise<History> => {
  const { messages, next } = await list(asked, 'older')
  const now = new Date(asked.now).toISOString()
  return { messages, links: [...linkFor('before', next, 'next'), ...linkFor('since', now, 'since')] }
}

const readBefore = async (asked: Asked, from: Place): Promise<History> => {
  const { messages, next } = await list(asked, 'older', { from })
  const last = messages.at(-1)?.place ?? from
  return { messages, links: [...linkFor('before', next, 'next'), ...linkFor('since', last, 'since')] }
}

const readAround = async (asked: Asked, from: Place): Promise<History> => {
  const [past, rest] = await Promise.all([
    list({ ...asked, limit: Math.ceil(asked.limit / 2) }, 'older', { from, including: true }),
    list(asked, 'newer', { from }),
  ])
  const room = asked.limit - past.messages.length
  const messages = [...past.messages, ...rest.messages.slice(0, room)]
  const last = messages.at(-1)?.place ?? from
  const next = rest.messages.length > room ? last : rest.next
  const links = [...linkFor('before', past.next, 'prev'), ...linkFor('after', next, 'next')]
  const since = next === undefined ? new Date(asked.now).toISOString() : last
  return { messages, links: [...links, ...linkFor('since', since, 'since')] }
}

/**
 * The pages of a client that catches up. While it follows the links, slower writers can store messages behind it, so
 * `completeUntil` stays the time at which the first of these pages was read: the next catch-up begins there.
 */
const readNewer = async (asked: Asked, from: Place, completeUntil: Place): Promise<History> => {
  // Consistent, because a client that catches up must miss nothing.
  const { messages, next } = await list(asked, 'newer', { from, consistent: true })
  if (next === undefined) return { messages, links: linkFor('since', completeUntil, 'since') }
  const cursor = { relation: 'since', place: next, completeUntil } as const
  return {
    messages,
    links: [
      { cursor, rel: 'next' },
      { cursor, rel: 'since' },
    ],
  }
}

/**
 * A page of a conversation, oldest to newest, with its links. The link `since` leads to everything that is stored after
 * the page was read.
 */
export const readHistory = async (asked: Asked, cursor: MessageCursor | undefined): Promise<History> => {
  if (!cursor) return readNewest(asked)
  const from = 'place' in cursor ? cursor.place : await findPlace(asked.groupUuid, cursor.uuid)
  if (from === undefined) throw new VisibleError('cursor_invalid')
  const now = new Date(asked.now).toISOString()
  switch (cursor.relation) {
    case 'before':
      return readBefore(asked, from)
    case 'around':
      return readAround(asked, from)
    case 'after':
      return readNewer(asked, from, now)
    case 'since': {
      const { completeUntil } = cursor as PlaceCursor
      return completeUntil ? readNewer(asked, from, completeUntil) : readNewer(asked, rewind(from), now)
    }
  }
}
