import { isPlace, type Place } from './place.ts'

export const defaultPageSize = 20
export const maxPageSize = 100

export type Relation = 'before' | 'after' | 'around' | 'since'

/** Which page of messages a client asks for: relative to a message, or to a place that a link named. */
export type MessageCursor = { relation: Relation } & ({ uuid: string } | { place: Place })

const encode = (text: string): string => Buffer.from(text).toString('base64url')
const decode = (text: string): string => Buffer.from(text, 'base64url').toString()

/** The opaque text for a place in a link. */
export const placeCursor = encode

/** The place that `placeCursor` encoded. Undefined for any other text. */
export const placeFromCursor = (text: string): Place | undefined => {
  const place = decode(text)
  return encode(place) === text && isPlace(place) ? place : undefined
}
