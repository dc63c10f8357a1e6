import { isChange, isInFuture, isPlace, type Place } from './place.ts'

export const defaultPageSize = 20
export const maxPageSize = 100

export type Relation = 'before' | 'after' | 'around' | 'since'

/** Where a link leads. */
export type PlaceCursor = {
  relation: Relation
  place: Place
  /** The link continues a catch-up that began at this time. */
  completeUntil?: Place | undefined
  /** The last change item that this catch-up has read. */
  changedFrom?: string | undefined
  /** The client did not follow the links at once, so another catch-up from `completeUntil` on has to follow this one. */
  isResumed?: boolean
}

type PlaceOfCursor = Omit<PlaceCursor, 'relation'>

/** Which page of messages a client asks for: relative to a message, or to the place of a link. */
export type MessageCursor = PlaceCursor | { relation: Relation; uuid: string }

const encode = (text: string): string => Buffer.from(text).toString('base64url')
const decode = (text: string): string => Buffer.from(text, 'base64url').toString()

const resumed = 'resumed'

/** The opaque text of a cursor, without its relation. */
export const placeCursorText = ({ place, completeUntil, changedFrom, isResumed }: PlaceOfCursor): string =>
  encode(
    [place, completeUntil, changedFrom, ...(isResumed ? [resumed] : [])]
      .filter((part) => part !== undefined)
      .join(' '),
  )

/** The cursor that `placeCursorText` encoded. Undefined for any text that no page contains. */
export const placeCursorFrom = (text: string, now: number): PlaceOfCursor | undefined => {
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
