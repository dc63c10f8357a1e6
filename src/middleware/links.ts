import { type PlaceCursor, placeCursorText } from '../domain/paging.ts'

/* The links of a `Link` header (RFC 8288). */

type Rel = 'next' | 'prev' | 'since'

export const linkTo = (path: string, query: Record<string, string>, rel: Rel): string =>
  `<${path}?${new URLSearchParams(query)}>; rel="${rel}"`

export const linkToMessages = (path: string, limit: number, cursor: PlaceCursor, rel: Rel): string =>
  linkTo(path, { limit: String(limit), [cursor.relation]: placeCursorText(cursor) }, rel)
