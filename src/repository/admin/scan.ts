import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { env } from '../../env.ts'
import { documents } from '../client.ts'

export type Item = Record<string, unknown>

// About as many as AWS hands over at a time. Unless it is told, the embedded engine looks at all that are left for each page.
const maxPerPage = 2000

type Options = { tableName?: string; index?: string; limit?: number }

/** All items of a table or of an index, or so many of them, a page at a time. */
export async function* scanPages({
  tableName = env.tableName,
  index,
  limit,
}: Options): AsyncGenerator<Item[]> {
  let left = limit ?? Number.POSITIVE_INFINITY
  let start: Item | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new ScanCommand({
        TableName: tableName,
        IndexName: index,
        ExclusiveStartKey: start,
        Limit: Math.min(left, maxPerPage),
      }),
    )
    yield Items
    left -= Items.length
    start = LastEvaluatedKey
  } while (start && left > 0)
}

/** An item in words: what it is, of whom, of when, and what it says. */
export type Described = { entity: string; who: string; at?: string | undefined; what: string }

const describers: Record<
  string,
  (item: Item, key: string) => Omit<Described, 'entity'> & { entity?: string }
> = {
  MSG: ({ sk, moved_to, user_handle, message }) =>
    moved_to === undefined
      ? { entity: 'message', who: String(user_handle), at: String(sk), what: String(message) }
      : { entity: 'pointer', who: '', at: String(sk), what: `to ${moved_to}` },
  GRP: ({ sk, last_message_at, user_handle, message }, userUuid) => ({
    entity: 'membership',
    who: `${userUuid.slice(0, 8)} with ${user_handle}`,
    at: String(last_message_at ?? sk), // in the original layout the key is the time
    what: String(message),
  }),
  CON: ({ sk, connected_at }, userUuid) => ({
    entity: 'connection',
    who: userUuid.slice(0, 8),
    at: String(connected_at),
    what: String(sk),
  }),
  LIM: ({ sk, hits }, userUuid) => ({ entity: 'limit', who: userUuid.slice(0, 8), what: `${sk}: ${hits}` }),
  CLM: ({ sk }, claim) => ({
    entity: 'claim',
    who: String(sk).slice(0, 8),
    what: `by the e-mail address with the hash ${claim.slice(0, 12)}…`,
  }),
  USR: ({ handle, display_name, erased_at }, userUuid) =>
    erased_at === undefined
      ? { entity: 'user', who: String(handle), what: `${display_name}, by uuid` }
      : { entity: 'user', who: userUuid.slice(0, 8), at: String(erased_at), what: 'erased' },
  HDL: (item) => ({ entity: 'user', who: String(item.handle), what: `${item.display_name}, by handle` }),
  COG: (item) => ({ entity: 'user', who: String(item.handle), what: `${item.display_name}, by Cognito id` }),
}

export const describe = (item: Item): Described => {
  const [prefix = '', ...rest] = String(item.pk).split('#')
  const described = Object.hasOwn(describers, prefix) && describers[prefix]?.(item, rest.join('#'))
  return { entity: 'other', who: '', what: `${item.pk} ${item.sk}`, ...described }
}
