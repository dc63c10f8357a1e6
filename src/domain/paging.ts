import { VisibleError } from './error.ts'
import { isPlace, isUuid } from './place.ts'

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
