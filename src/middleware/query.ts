import { directoryText, isSearchable } from '../domain/directory.ts'
import { VisibleError } from '../domain/error.ts'
import { wordsOf } from '../domain/foldText.ts'
import { type List, lists } from '../domain/group.ts'
import { defaultPageSize, type MessageCursor, maxPageSize, placeCursorFrom } from '../domain/paging.ts'
import { isUuid, type Place } from '../domain/place.ts'
import { countCodePoints } from '../domain/text.ts'

/* Reads the query parameters that ask for a page. */

type Query = Record<string, string | undefined>

export const limitFrom = ({ limit }: Query): number => {
  if (limit === undefined) return defaultPageSize
  const number = /^\d{1,3}$/.test(limit) ? Number(limit) : 0
  if (number < 1 || number > maxPageSize) throw new VisibleError('limit_invalid')
  return number
}

/** Which list of conversations a client asks for. */
export const listFrom = ({ state = 'inbox' }: Query): List => {
  const list = lists.find((name) => name === state)
  if (!list) throw new VisibleError('state_invalid')
  return list
}

const maxQueryLength = 100

/** The words of a search. */
export const wordsFrom = ({ q = '' }: Query): string[] => {
  const words = wordsOf(q)
  if (words.length === 0 || !q.isWellFormed() || countCodePoints(q) > maxQueryLength)
    throw new VisibleError('q_invalid')
  return words
}

/** The beginning of a name or handle. */
export const directoryTextFrom = ({ q = '' }: Query): string => {
  const text = directoryText(q.trim().replace(/^@/, ''))
  if (!isSearchable(text) || !q.isWellFormed() || countCodePoints(q) > maxQueryLength)
    throw new VisibleError('q_invalid')
  return text
}

/** Where a page of a search ended. */
export const searchCursorFrom = ({ cursor }: Query, now: number): Place | undefined => {
  if (cursor === undefined) return undefined
  const place = placeCursorFrom(cursor, now)
  if (!place || place.completeUntil) throw new VisibleError('cursor_invalid')
  return place.place
}

const relations = ['before', 'after', 'around', 'since'] as const

/** A client names a message by its uuid; the links that we return name a place. */
export const messageCursorFrom = (query: Query, now: number): MessageCursor | undefined => {
  const [relation, ...others] = relations.filter((name) => query[name] !== undefined)
  if (!relation) return undefined
  if (others.length > 0) throw new VisibleError('cursor_invalid')
  const value = query[relation] ?? ''
  const uuid = value.toLowerCase()
  if (isUuid(uuid)) return { relation, uuid }
  const cursor = placeCursorFrom(value, now)
  const isOfRelation = cursor && (!cursor.completeUntil || ['since', 'after'].includes(relation))
  if (!cursor || !isOfRelation || (cursor.changedFrom && relation !== 'since'))
    throw new VisibleError('cursor_invalid')
  return { relation, ...cursor }
}
