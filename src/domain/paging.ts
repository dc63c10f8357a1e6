import { isChange, isInFuture, isPlace, type Place } from './place.ts'

export const defaultPageSize = 20
export const maxPageSize = 100

export type Relation = 'before' | 'after' | 'around' | 'since'

/**
 * Where a link leads. With `completeUntil`, it goes on with a catch-up that began at that time, and with `changedFrom`,
 * after this change.
 */
export type PlaceCursor = {
  relation: Relation
  place: Place
  completeUntil?: Place | undefined
  changedFrom?: string | undefined
  /** The client stopped on the way, so a new catch-up from that time on has to follow. */
  isResumed?: boolean
}

/** Which page of messages a client asks for: relative to a message, or to the place of a link. */
export type MessageCursor = PlaceCursor | { relation: Relation; uuid: string }

const encode = (text: string): string => Buffer.from(text).toString('base64url')
const decode = (text: string): string => Buffer.from(text, 'base64url').toString()

const resumed = 'resumed'

/** The opaque text of a cursor, without its relation. */
export const placeCursorText = ({
  place,
  completeUntil,
  changedFrom,
  isResumed,
}: Omit<PlaceCursor, 'relation'>): string =>
  encode(
    [place, completeUntil, changedFrom, ...(isResumed ? [resumed] : [])]
      .filter((part) => part !== undefined)
      .join(' '),
  )

/** The cursor that `placeCursorText` encoded. Undefined for any text that no page contains. */
export const placeCursorFrom = (text: string, now: number): Omit<PlaceCursor, 'relation'> | undefined => {
  const parts = decode(text).split(' ')
  const isResumed = parts.at(-1) === resumed
  const [place = '', completeUntil, changedFrom, ...rest] = isResumed ? parts.slice(0, -1) : parts
  const cursor = { place, completeUntil, changedFrom, ...(isResumed ? { isResumed } : {}) }
  const isOurs =
    placeCursorText(cursor) === text &&
    rest.length === 0 &&
    isPlace(place) &&
    (completeUntil === undefined || (isPlace(completeUntil) && !isInFuture(completeUntil, now))) &&
    (changedFrom === undefined || isChange(changedFrom))
  return isOurs ? cursor : undefined
}
