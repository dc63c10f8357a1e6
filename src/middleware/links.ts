import { placeCursor, type Relation } from '../domain/paging.ts'
import type { Place } from '../domain/place.ts'

/* The links of a `Link` header (RFC 8288). */

type Rel = 'next' | 'prev'

export const linkTo = (path: string, query: Record<string, string>, rel: Rel): string =>
  `<${path}?${new URLSearchParams(query)}>; rel="${rel}"`

export const linkToMessages = (
  path: string,
  limit: number,
  relation: Relation,
  place: Place,
  rel: Rel,
): string => linkTo(path, { limit: String(limit), [relation]: placeCursor(place) }, rel)
