import { VisibleError } from '../domain/error.ts'
import type { Readable } from '../domain/group.ts'
import type { Message } from '../domain/message.ts'
import type { MessageCursor, PlaceCursor, Relation } from '../domain/paging.ts'
import { isChange, type Place, reachMs, timeOf } from '../domain/place.ts'
import type { Quotes } from '../domain/views.ts'
import { changesFoundForMs, listChanges } from './changes.ts'
import { findPlace } from './findMessage.ts'
import { type Direction, getMessages, listMessages } from './messages.ts'
import { readQuotes } from './quotes.ts'

export type Link = { cursor: PlaceCursor; rel: 'next' | 'prev' | 'since' }
export type History = { messages: Message[]; links: Link[] }

const linkFor = (relation: Relation, place: Place | undefined, rel: Link['rel']): Link[] =>
  place === undefined ? [] : [{ cursor: { relation, place }, rel }]

// A slower writer can store a message behind one that a client has already read: `since` reads that stretch again.
const rewind = (place: Place): Place => new Date(Date.parse(timeOf(place)) - reachMs).toISOString()

// An eventually consistent page can lack what was stored in the last moments before it was read.
const maxLagMs = 5000

type Asked = { readable: Readable; limit: number; now: number }

const timeAt = (time: number): Place => new Date(time).toISOString()

const byPlace = (left: Message, right: Message): number => (left.place < right.place ? -1 : 1)

/** Until when an eventually consistent page is complete. */
const completeUntilOf = ({ now }: Asked): Place => timeAt(now - maxLagMs)

/** The link `since` of an eventually consistent page that ends with this message, or with the newest one. */
const linkSince = (asked: Asked, last?: Place): Link[] => {
  const completeUntil = completeUntilOf(asked)
  const cursor =
    last === undefined ? { place: completeUntil } : { place: last, completeUntil, isResumed: true }
  return [{ cursor: { relation: 'since', ...cursor }, rel: 'since' }]
}

const list = (
  { readable, limit }: Pick<Asked, 'readable' | 'limit'>,
  direction: Direction,
  range: { from?: Place; including?: boolean; consistent?: boolean } = {},
) => listMessages(readable, { direction, limit, ...range })

const readNewest = async (asked: Asked): Promise<History> => {
  const { messages, next } = await list(asked, 'older')
  return { messages, links: [...linkFor('before', next, 'next'), ...linkSince(asked)] }
}

const readBefore = async (asked: Asked, from: Place): Promise<History> => {
  const { messages, next } = await list(asked, 'older', { from })
  const last = messages.at(-1)?.place ?? from
  return { messages, links: [...linkFor('before', next, 'next'), ...linkSince(asked, last)] }
}

const readAround = async (asked: Asked, from: Place): Promise<History> => {
  const [older, newer] = await Promise.all([
    list({ ...asked, limit: Math.ceil(asked.limit / 2) }, 'older', { from, including: true }),
    list(asked, 'newer', { from }),
  ])
  const room = asked.limit - older.messages.length
  const messages = [...older.messages, ...newer.messages.slice(0, room)]
  const last = messages.at(-1)?.place ?? from
  const next = newer.messages.length > room ? last : newer.next
  if (next === undefined)
    return { messages, links: [...linkFor('before', older.next, 'prev'), ...linkSince(asked)] }
  const cursor = { relation: 'after', place: last, completeUntil: completeUntilOf(asked) } as const
  const links = [...linkFor('before', older.next, 'prev'), { cursor, rel: 'next' } as const]
  return { messages, links: [...links, ...linkSince(asked, last)] }
}

/**
 * Without a `place`, the catch-up is complete. A client can stop before that, and continue later with the link `since`.
 * Meanwhile others can write behind the pages that it has read. So that link leads to the remaining pages, and then to
 * another catch-up.
 */
const linksOfCatchUp = ({
  place,
  ...rest
}: Omit<PlaceCursor, 'relation' | 'place'> & { place?: Place | undefined; completeUntil: Place }): Link[] => {
  const { completeUntil, isResumed } = rest
  if (place === undefined)
    return [
      ...(isResumed ? linkFor('since', completeUntil, 'next') : []),
      ...linkFor('since', completeUntil, 'since'),
    ]
  const cursor = { relation: 'since', place, ...rest } as const
  return [
    { cursor, rel: 'next' },
    { cursor: { ...cursor, isResumed: true }, rel: 'since' },
  ]
}

/**
 * A page after a message. Its links continue a catch-up that began when the first of these pages was read, or the page of
 * `around` that links to them. So a client that follows them finds the changes made to earlier pages since then.
 */
const readAfter = async (
  asked: Asked,
  from: Place,
  completeUntil: Place = timeAt(asked.now),
): Promise<History> => {
  const { messages, next } = await list(asked, 'newer', { from, consistent: true })
  return { messages, links: linksOfCatchUp({ place: next, completeUntil }) }
}

type CatchUp = { from: Place; completeUntil: Place; changedFrom: string; isResumed?: boolean }

/**
 * A page of a client that catches up: first the messages before `from` that have changed, then those after it, which are
 * read as they are now. While the client follows the links, others can write behind it, so `completeUntil` stays the time
 * at which the first of these pages was read: the next catch-up begins there.
 */
const readSince = async (
  asked: Asked,
  { from, completeUntil, changedFrom, isResumed = false }: CatchUp,
): Promise<History> => {
  const { readable, limit } = asked
  // Consistent, because a client that catches up must miss nothing.
  const [changes, newer] = await Promise.all([
    listChanges(readable, { from: changedFrom, until: from, limit }),
    list(asked, 'newer', { from, consistent: true }),
  ])
  const changed = await getMessages(readable, changes.places, { consistent: true })
  const read = changes.hasMore ? [] : newer.messages.slice(0, limit - changed.length)
  const isCut = changes.hasMore || read.length < newer.messages.length
  const links = linksOfCatchUp({
    place: isCut ? (read.at(-1)?.place ?? from) : newer.next,
    completeUntil,
    changedFrom: changes.last ?? (isChange(changedFrom) ? changedFrom : undefined),
    isResumed,
  })
  return { messages: [...changed.sort(byPlace), ...read], links }
}

/**
 * Where a catch-up begins. A link is too old if the changes since then may have expired. The uuid of a message does not say
 * when the client last caught up: all changes of the last 30 days are read.
 */
const catchUpFrom = (cursor: MessageCursor, from: Place, now: number): CatchUp => {
  const oldest = timeAt(now - changesFoundForMs)
  const begun = timeAt(now)
  if (!('place' in cursor)) return { from: rewind(from), completeUntil: begun, changedFrom: oldest }
  const { completeUntil, changedFrom = rewind(completeUntil ?? from), isResumed = false } = cursor
  if (changedFrom < oldest) throw new VisibleError('since_too_old')
  if (!completeUntil) return { from: rewind(from), completeUntil: begun, changedFrom }
  return { from, completeUntil, changedFrom, isResumed }
}

const readPage = (asked: Asked, cursor: MessageCursor, from: Place): Promise<History> => {
  switch (cursor.relation) {
    case 'before':
      return readBefore(asked, from)
    case 'around':
      return readAround(asked, from)
    case 'after':
      return readAfter(asked, from, 'place' in cursor ? cursor.completeUntil : undefined)
    case 'since':
      return readSince(asked, catchUpFrom(cursor, from, asked.now))
  }
}

/**
 * A page of a conversation, oldest to newest, with its links. The link `since` leads to everything that is stored or changed
 * after the page was read.
 */
export const readHistory = async (
  asked: Asked,
  cursor: MessageCursor | undefined,
): Promise<History & { quotes: Quotes }> => {
  const { readable } = asked
  const from = cursor && ('place' in cursor ? cursor.place : await findPlace(readable, cursor.uuid))
  if (cursor && from === undefined) throw new VisibleError('cursor_invalid')
  const page = await (cursor && from !== undefined ? readPage(asked, cursor, from) : readNewest(asked))
  const consistent = cursor?.relation === 'since' || cursor?.relation === 'after'
  return { ...page, quotes: await readQuotes(page.messages, { readable, consistent }) }
}
