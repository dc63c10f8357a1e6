import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { isReadable, type Readable } from '../domain/group.ts'
import { changeOf, type Place, placeOfChange, timeOfChange } from '../domain/place.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { changeKey, changePartition } from './keys.ts'
import { putItem } from './writes.ts'

/*
 * Change items: which messages of a conversation have changed, for clients that catch up
 * (docs/decisions/0040-changing-messages.md). A change item is written before the message, so no change can be missed. If
 * the message is not changed after all, clients read it once more than necessary. A change item has no text: the message has
 * the only copy.
 */

const secondsPerDay = 24 * 60 * 60

/** For how long `since` finds changes. */
export const changesFoundForMs = 30 * secondsPerDay * 1000

const storedForSeconds = 31 * secondsPerDay

/** Has to be called before the message is changed. */
export const noteChange = (groupUuid: string, place: Place, now: number): Promise<void> =>
  putItem({
    ...changeKey(groupUuid, now, place),
    expires_at: Math.floor(now / 1000) + storedForSeconds,
  })

/** 250 items of about 110 bytes are at most 7 read units. */
const maxPerQuery = 250

/** The places of changed messages, each once. `last` is where to continue: at the last change item that was read. */
export type Changes = { places: Place[]; last?: string | undefined; hasMore: boolean }

/** Where to continue after a change item. Clients can decode it, so it does not name a message that the member may not read. */
const endOf = (readable: Readable, change: string): string => {
  const { joinedAt = '' } = readable
  return isReadable(readable, placeOfChange(change))
    ? change
    : changeOf(Date.parse(timeOfChange(change)), joinedAt)
}

/** The messages up to the place `until` that have changed after `from`: at most `limit`, found by one query. */
export const listChanges = async (
  readable: Readable,
  { from, until, limit }: { from: string; until: Place; limit: number },
): Promise<Changes> => {
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: env.tableName,
      KeyConditionExpression: 'pk = :pk AND sk > :from',
      ExpressionAttributeValues: { ':pk': changePartition(readable.groupUuid), ':from': from },
      Limit: maxPerQuery,
      ConsistentRead: true,
    }),
  )
  const places = new Set<Place>()
  let last: string | undefined
  for (const { sk } of Items) {
    const place = placeOfChange(String(sk))
    const isAsked = place <= until && isReadable(readable, place)
    if (isAsked && places.size === limit && !places.has(place))
      return { places: [...places], last, hasMore: true }
    if (isAsked) places.add(place)
    last = endOf(readable, String(sk))
  }
  return { places: [...places], last, hasMore: LastEvaluatedKey !== undefined }
}
