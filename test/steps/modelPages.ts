import { VisibleError } from '../../src/domain/error.ts'
import {
  listCursorFrom,
  listCursorText,
  listName,
  uuidCursorFrom,
  uuidCursorText,
} from '../../src/domain/listCursor.ts'
import type { Message } from '../../src/domain/message.ts'
import type { MessageCursor, PlaceCursor, Relation } from '../../src/domain/paging.ts'
import { firstPlaceOf, isChange, type Place, placeOfChange, reachMs, timeOf } from '../../src/domain/place.ts'
import { linkTo, linkToMessages } from '../../src/middleware/links.ts'
import type { ModelServer } from './modelServer.ts'

/* The pages of the model of the server, with their links. */

type Asked = { path: string; limit: number; now: number }

const maxLagMs = 5000

const placeAt = (time: number): Place => new Date(time).toISOString()
const rewind = (place: Place): Place => placeAt(Date.parse(timeOf(place)) - reachMs)

const changesFoundForMs = 30 * 24 * 60 * 60_000
/** Small pages read few changes, so that a test needs few of them. */
const maxChanges = (limit: number) => (limit < 20 ? 4 : 250)

/** The messages of a conversation, oldest first, and its changes. */
type Stored = { all: Message[]; changesAfter: (from: string) => string[] }

const messagesPage = (
  { all, changesAfter }: Stored,
  { limit, now }: Asked,
  cursor: MessageCursor | undefined,
) => {
  const links: { cursor: PlaceCursor; rel: 'next' | 'prev' | 'since' }[] = []
  const link = (
    rel: 'next' | 'prev' | 'since',
    relation: Relation,
    place: Place,
    completeUntil?: Place,
    changedFrom?: string,
  ) => links.push({ rel, cursor: { relation, place, completeUntil, changedFrom } })
  const completeUntil = placeAt(now - maxLagMs)

  /** The messages from one index to another, and links to what is older and newer. */
  const slice = (from: number, to: number) => {
    const page = all.slice(Math.max(from, 0), to)
    return {
      page,
      older: from > 0 ? page[0]?.place : undefined,
      newer: to < all.length ? page.at(-1)?.place : undefined,
    }
  }

  if (!cursor) {
    const { page, older } = slice(all.length - limit, all.length)
    if (older) link('next', 'before', older)
    link('since', 'since', completeUntil)
    return { page, links }
  }

  const placeOfUuid = (uuid: string) =>
    all.find((message) => message.uuid === uuid)?.place ?? firstPlaceOf(uuid)
  const from = 'place' in cursor ? cursor.place : placeOfUuid(cursor.uuid)
  if (from === undefined) throw new VisibleError('cursor_invalid')
  const firstAfter = (place: Place) => {
    const index = all.findIndex((message) => message.place > place)
    return index < 0 ? all.length : index
  }

  if (cursor.relation === 'before') {
    const end = all.findIndex(({ place }) => place >= from)
    const { page, older } = slice((end < 0 ? all.length : end) - limit, end < 0 ? all.length : end)
    if (older) link('next', 'before', older)
    link('since', 'since', page.at(-1)?.place ?? from, completeUntil)
    return { page, links }
  }

  if (cursor.relation === 'around') {
    const middle = firstAfter(from)
    const start = Math.max(middle - Math.ceil(limit / 2), 0)
    const { page, older, newer } = slice(start, start + limit)
    if (older) link('prev', 'before', older)
    if (newer) link('next', 'after', newer)
    if (newer) link('since', 'since', newer, completeUntil)
    else link('since', 'since', completeUntil)
    return { page, links }
  }

  const { completeUntil: until = placeAt(now) } = cursor as PlaceCursor

  /** Messages that have changed, and those after a place. */
  const pageAfter = (place: Place, changed: Message[], changes: { last?: string; hasMore: boolean }) => {
    const start = firstAfter(place)
    const room = changes.hasMore ? 0 : limit - changed.length
    const { page, newer } = slice(start, start + room)
    const next = changes.hasMore || (newer === undefined && start + room < all.length) ? place : newer
    if (next) {
      link('next', 'since', next, until, changes.last)
      link('since', 'since', next, until, changes.last)
    } else link('since', 'since', until)
    return { page: [...changed, ...page], links }
  }
  if (cursor.relation === 'after') return pageAfter(from, [], { hasMore: false })

  const isUuid = !('place' in cursor)
  const isContinued = !isUuid && cursor.completeUntil !== undefined
  const start = isContinued ? from : rewind(from)
  const oldest = placeAt(now - changesFoundForMs)
  const changedFrom = isUuid ? oldest : (cursor.changedFrom ?? rewind(cursor.completeUntil ?? from))
  if (changedFrom < oldest) throw new VisibleError('since_too_old')
  const changes = changesAfter(changedFrom)
  const places = new Set<Place>()
  let last = isChange(changedFrom) ? changedFrom : undefined
  let count = 0
  for (const change of changes.slice(0, maxChanges(limit))) {
    const place = placeOfChange(change)
    const isOlder = place <= start
    if (isOlder && places.size === limit && !places.has(place)) break
    if (isOlder) places.add(place)
    last = change
    count += 1
  }
  const changed = all.filter(({ place }) => places.has(place))
  return pageAfter(start, changed, { ...(last ? { last } : {}), hasMore: count < changes.length })
}

export const listMessages = (stored: Stored, asked: Asked, cursor: MessageCursor | undefined) => {
  const { page, links } = messagesPage(stored, asked, cursor)
  const { path, limit } = asked
  return { page, links: links.map(({ cursor, rel }) => linkToMessages(path, limit, cursor, rel)) }
}

export const listGroups = (
  server: ModelServer,
  userUuid: string,
  { path, limit }: Asked,
  { state = 'inbox', cursor }: Record<string, string>,
) => {
  const name = listName(state, userUuid)
  const after = cursor === undefined ? undefined : listCursorFrom(name, cursor)
  const below = server
    .membershipsIn(userUuid, state)
    .filter(
      ({ lastPlace, groupUuid }) =>
        !after || lastPlace < after.place || (lastPlace === after.place && groupUuid < after.groupUuid),
    )
  const page = below.slice(0, limit)
  const end = page.at(-1)
  const next =
    end && below.length > limit
      ? listCursorText(name, { place: end.lastPlace, groupUuid: end.groupUuid })
      : undefined
  return {
    // By the last message, while the pages are by the last one that was not quiet.
    page: page.map(server.rowOf).sort((one, other) => (one.created_at > other.created_at ? -1 : 1)),
    links: next ? [linkTo(path, { limit: String(limit), state, cursor: next }, 'next')] : [],
  }
}

/** The people whom a user blocks, by their uuids. */
export const listBlocks = (
  server: ModelServer,
  userUuid: string,
  { path, limit }: Asked,
  cursor: string | undefined,
) => {
  const name = listName('blocks', userUuid)
  const after = cursor === undefined ? '' : uuidCursorFrom(name, cursor)
  const below = server.blocked(userUuid).filter((uuid) => uuid > after)
  const page = below.slice(0, limit)
  const next = below.length > limit ? uuidCursorText(name, page.at(-1) ?? '') : undefined
  return { page, links: next ? [linkTo(path, { limit: String(limit), cursor: next }, 'next')] : [] }
}
