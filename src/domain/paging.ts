import { createHash } from 'node:crypto'
import { VisibleError } from './error.ts'
import { isPlace, isUuid, timeOf } from './place.ts'

type Query = Record<string, string | undefined>

export const defaultLimit = 20
export const maxPerPage = 100

export const limitFrom = ({ limit }: Query): number => {
  if (limit === undefined) return defaultLimit
  const number = /^\d{1,3}$/.test(limit) ? Number(limit) : 0
  if (number < 1 || number > maxPerPage) throw new VisibleError('limit_invalid')
  return number
}

const encode = (text: string): string => Buffer.from(text).toString('base64url')
const decode = (text: string): string => Buffer.from(text, 'base64url').toString()

const relations = ['before', 'after', 'around', 'since'] as const
type Relation = (typeof relations)[number]

/** Where a page of messages lies: beside a message, named by its uuid, or beside a place, as our own links name it. */
export type Beside = { relation: Relation } & ({ uuid: string } | { place: string })

export const besideFrom = (query: Query): Beside | undefined => {
  const [relation, another] = relations.filter((one) => query[one] !== undefined)
  if (!relation) return undefined
  const value = query[relation] ?? ''
  if (isUuid(value.toLowerCase()) && !another) return { relation, uuid: value.toLowerCase() }
  const place = decode(value)
  if (another || encode(place) !== value || !isPlace(place)) throw new VisibleError('cursor_invalid')
  return { relation, place }
}

export const linkTo = (path: string, query: Record<string, string>, rel: 'next' | 'prev'): string =>
  `<${path}?${new URLSearchParams(query)}>; rel="${rel}"`

export const linkBeside = (
  path: string,
  limit: number,
  relation: Relation,
  place: string,
  rel: 'next' | 'prev',
) => linkTo(path, { limit: String(limit), [relation]: encode(place) }, rel)

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
  { cursor }: Query,
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
