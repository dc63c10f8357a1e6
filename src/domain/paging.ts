import { createHash } from 'node:crypto'
import { VisibleError } from './error.ts'
import { isPlace, isUuid, type Place, timeOf } from './place.ts'

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

/** How far through an inbox somebody has come: src/repository/inbox.ts says what for. */
export type InboxCursor = {
  position: string
  groupUuid: string
  since: string
  shown: string[]
  /** In a crowd: above this, all have been shown. */
  crowdFrom?: string | undefined
}

/** So many groups does a cursor name; with more, one that moves again may be on two pages. */
export const maxShown = 200

/** By what a cursor names a group. */
export const shortNameOf = (groupUuid: string): string => groupUuid.slice(0, 8)

const isShortName = (text: string): boolean => /^[0-9a-f]{8}$/.test(text)

const checksum = (userUuid: string, payload: string): string =>
  createHash('sha256').update(`${userUuid} ${payload}`).digest('base64url').slice(0, 12)

/** Opaque, and of one user only. What it opens is checked all the same: a cursor is a place, not a key. */
export const inboxCursorText = (
  userUuid: string,
  { position, groupUuid, since, shown, crowdFrom }: InboxCursor,
): string => {
  const payload = encode(JSON.stringify([position, groupUuid, since, crowdFrom ?? null, ...shown]))
  return `${payload}.${checksum(userUuid, payload)}`
}

type CursorParts = [position: string, groupUuid: string, since: string, crowdFrom: string | null, ...string[]]

const isTime = (text: string): boolean => isPlace(text) && timeOf(text) === text

const areParts = (value: unknown): value is CursorParts => {
  if (!Array.isArray(value) || value.length < 4) return false
  const [position, groupUuid, since, crowdFrom, ...shown] = value
  if (![position, groupUuid, since, crowdFrom ?? '', ...shown].every((one) => typeof one === 'string'))
    return false
  return isPlace(position) && isUuid(groupUuid) && isTime(since) && (crowdFrom === null || isPlace(crowdFrom))
}

const cursorLastsMs = 24 * 60 * 60_000

/** Whether a page of ours can have led here. The checksum is no signature: anybody can compute it. */
const isOfAPage = ({ position, since, shown, crowdFrom }: InboxCursor, now: number): boolean => {
  const age = now - Date.parse(since)
  return (
    age >= 0 &&
    age <= cursorLastsMs &&
    shown.length <= maxShown &&
    shown.every(isShortName) &&
    (crowdFrom === undefined || crowdFrom >= position)
  )
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const inboxCursorFrom = (
  userUuid: string,
  cursor: string | undefined,
  now: number,
): InboxCursor | undefined => {
  if (cursor === undefined) return undefined
  const [payload = ''] = cursor.split('.', 1)
  const parts = parse(decode(payload))
  if (!areParts(parts) || cursor !== `${payload}.${checksum(userUuid, payload)}`)
    throw new VisibleError('cursor_invalid')
  const [position, groupUuid, since, crowdFrom, ...shown] = parts
  const from = { position, groupUuid, since, shown, crowdFrom: crowdFrom ?? undefined }
  if (!isOfAPage(from, now)) throw new VisibleError('cursor_invalid')
  return from
}
