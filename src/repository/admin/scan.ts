import { paginateScan } from '@aws-sdk/lib-dynamodb'
import { env } from '../../env.ts'
import { documents } from '../client.ts'
import { prefixes, subscriptionUuidIn } from '../keys.ts'
import { isReservation } from '../userItems.ts'

export type Item = Record<string, unknown>

// About a page of 1 MB. Without a limit, the embedded engine reads the whole rest of the table for each page.
const maxPerPage = 2000

type Options = { tableName?: string; index?: string; limit?: number }

/** Reads all items of a table or an index, or at most `limit` of them, page by page. */
export async function* scanPages({
  tableName = env.tableName,
  index,
  limit = Number.POSITIVE_INFINITY,
}: Options): AsyncGenerator<Item[]> {
  const paging = { client: documents, pageSize: Math.min(limit, maxPerPage) }
  let left = limit
  for await (const { Items = [] } of paginateScan(paging, { TableName: tableName, IndexName: index })) {
    yield Items.slice(0, left)
    left -= Items.length
    if (left <= 0) return
  }
}

export type Kind =
  | keyof typeof prefixes
  | 'pushSubscription'
  | 'pointer'
  | 'tombstone'
  | 'reservation'
  | 'other'

/** The kind of an item, and its owner: the part of its partition key after the prefix. */
export const kindOf = (item: Item): { kind: Kind; owner: string } => {
  const pk = String(item.pk)
  const entries = Object.entries(prefixes) as [keyof typeof prefixes, string][]
  const [kind, prefix] = entries.find(([, start]) => pk.startsWith(start)) ?? []
  if (kind === undefined || prefix === undefined) return { kind: 'other', owner: '' }
  const owner = pk.slice(prefix.length)
  if (kind === 'message' && item.moved_to !== undefined) return { kind: 'pointer', owner }
  if (kind === 'connection' && subscriptionUuidIn(String(item.sk)) !== undefined)
    return { kind: 'pushSubscription', owner }
  if (kind === 'userByUuid' && item.erased_at !== undefined) return { kind: 'tombstone', owner }
  if (kind === 'userByHandle' && isReservation(item)) return { kind: 'reservation', owner }
  return { kind, owner }
}
