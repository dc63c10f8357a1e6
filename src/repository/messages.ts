import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { attachmentRefusal } from '../domain/attachment.ts'
import { isReadable, type Readable } from '../domain/group.ts'
import { erasedUser, type Message } from '../domain/message.ts'
import { type Place, timeOf } from '../domain/place.ts'
import { env } from '../env.ts'
import { attachmentItem, attachmentOf } from './attachmentItem.ts'
import { attachTo } from './attachments.ts'
import { documents } from './client.ts'
import { messageKey, messagePartition } from './keys.ts'
import { eventItem, eventOf } from './personItem.ts'
import { getItem, getItems } from './reads.ts'
import { newItem, putIfAbsent, transactWrite } from './writes.ts'

type Item = Record<string, unknown>

/** A pointer is at a place where its message could not be stored, and leads to the message's next place. */
export const isPointer = (item: Item) => item.moved_to !== undefined

export type LastChange = 'edit' | 'deletion' | 'reaction'

/** A message as an item of the table, without `last_change`, which tells the consumers of the stream what a change was. */
export const messageItem = (message: Message) => ({
  ...messageKey(message.groupUuid, message.place),
  message_uuid: message.uuid,
  message: (message.deletedAt === undefined && message.text) || undefined, // one with pictures can have none
  user_uuid: message.sender.uuid,
  user_display_name: message.sender.displayName,
  user_handle: message.sender.handle,
  member_uuids: message.isInNamedGroup ? undefined : message.memberUuids,
  in_named_group: message.isInNamedGroup,
  event: message.event && eventItem(message.event),
  quiet: message.isQuiet || undefined, // the event filter in serverless.yml excludes these from updateInbox
  reply_to: message.replyTo,
  attachments: message.attachments?.map(attachmentItem),
  deleted_attachments: message.deletedAttachments,
  revision: message.revision,
  edited_at: message.editedAt,
  edit_key: message.editKey,
  deleted_at: message.deletedAt,
  reactions: message.reactions,
})

type MessageItem = ReturnType<typeof messageItem>

export const pointerItem = (groupUuid: string, from: Place, to: Place) => ({
  ...messageKey(groupUuid, from),
  moved_to: to,
})

/** Before deletions, an erasure replaced the text, and wrote no time. It does not delete events. */
const deletionTimeOf = ({ deleted_at, user_uuid, event, sk }: MessageItem): string | undefined =>
  deleted_at ?? (user_uuid === erasedUser.uuid && event === undefined ? timeOf(sk) : undefined)

export const messageOf = (groupUuid: string, item: Item): Message => {
  const row = item as MessageItem
  const deletedAt = deletionTimeOf(row)
  return {
    uuid: row.message_uuid,
    groupUuid,
    place: row.sk,
    text: deletedAt === undefined ? (row.message ?? '') : '',
    sender: { uuid: row.user_uuid, displayName: row.user_display_name, handle: row.user_handle },
    memberUuids: row.member_uuids ?? [], // the original layout has none
    ...(row.in_named_group ? { isInNamedGroup: true } : {}),
    ...(row.event === undefined ? {} : { event: eventOf(row.event) }),
    ...(row.quiet ? { isQuiet: true } : {}),
    replyTo: row.reply_to,
    ...(row.attachments === undefined ? {} : { attachments: row.attachments.map(attachmentOf) }),
    ...(row.deleted_attachments === undefined ? {} : { deletedAttachments: row.deleted_attachments }),
    revision: row.revision,
    editedAt: row.edited_at,
    editKey: row.edit_key,
    deletedAt,
    reactions: row.reactions,
  }
}

/** Reads the item at a place: a message or a pointer. */
export const getItemAt = (groupUuid: string, place: Place): Promise<Item | undefined> =>
  getItem(messageKey(groupUuid, place))

/** The message at a place, if there is one. */
export const getMessage = async (groupUuid: string, place: Place): Promise<Message | undefined> => {
  const item = await getItemAt(groupUuid, place)
  return item && !isPointer(item) ? messageOf(groupUuid, item) : undefined
}

/** Reads the messages at these places, at most 100, in any order. Leaves out those that do not exist, or may not be read. */
export const getMessages = async (
  readable: Readable,
  places: Place[],
  { consistent }: { consistent: boolean },
): Promise<Message[]> => {
  const { groupUuid } = readable
  const keys = places
    .filter((place) => isReadable(readable, place))
    .map((place) => messageKey(groupUuid, place))
  const items = await getItems(keys, { consistent })
  return items.map((item) => messageOf(groupUuid, item))
}

/** Writes a message to its place if that is free, and returns whether it was. Attachments become part of it or it fails. */
export const putMessage = async (message: Message): Promise<boolean> => {
  const item = messageItem(message)
  if (!message.attachments) return putIfAbsent(item)
  const [isTaken, ...areInUse] = await transactWrite([
    { Put: newItem(item) },
    ...message.attachments.map((attachment) => attachTo(message.uuid, attachment)),
  ])
  if (!isTaken && areInUse.includes(true)) throw attachmentRefusal(areInUse.indexOf(true))
  return !isTaken
}

const maxQueriesPerPage = 5

export type Direction = 'older' | 'newer'

/** Messages, oldest to newest, and the place to continue from, if there are more in this direction. */
export type Page = { messages: Message[]; next?: Place | undefined; leftOut: number }

type Range = {
  direction: Direction
  from?: Place | undefined
  /** The last place to read when reading newer messages. */
  until?: Place | undefined
  /** The last place to read when reading older messages, inclusive. */
  downTo?: Place | undefined
  /** Whether `from` is inclusive. */
  including?: boolean
  limit: number
  consistent?: boolean
  /** Which messages to leave out, as if they were not stored. Never the first one that is read. */
  without?: ((message: Message) => boolean) | undefined
  maxQueries?: number
}

type Query = Range & { start?: Item | undefined }

const latest = (...places: (Place | undefined)[]): Place | undefined =>
  places.reduce(
    (left, right) => (right === undefined || (left !== undefined && left > right) ? left : right),
    undefined,
  )

/** The lowest and the highest place that a query reads. The highest is exclusive if the query begins there, going back. */
const boundsOf = ({ joinedAt }: Readable, { direction, from, until, downTo, including }: Range) => {
  if (direction === 'older') return { low: latest(downTo, joinedAt), high: from, isHighIncluded: including }
  // The string that sorts directly after `from` is `from` and a NUL.
  const after = from === undefined || including ? from : `${from}\0`
  return { low: latest(after, joinedAt), high: until, isHighIncluded: true }
}

/** The condition for the sort key. Undefined if no place is within the bounds. */
const conditionOf = (readable: Readable, query: Query) => {
  const { low, high, isHighIncluded } = boundsOf(readable, query)
  const { start } = query
  const values = {
    ...(low === undefined ? {} : { ':low': low }),
    ...(high === undefined ? {} : { ':high': high }),
  }
  if (low === undefined)
    return {
      condition: high === undefined ? '' : ` AND sk ${isHighIncluded ? '<=' : '<'} :high`,
      values,
      start,
    }
  if (high === undefined) return { condition: ' AND sk >= :low', values, start }
  if (low > high) return undefined
  if (isHighIncluded) return { condition: ' AND sk BETWEEN :low AND :high', values, start }
  return {
    condition: ' AND sk >= :low',
    values: { ':low': low },
    start: start ?? messageKey(readable.groupUuid, high),
  }
}

/** Reads items of a conversation: only those that the member may read. */
export const queryItems = async (
  readable: Readable,
  query: Query,
): Promise<{ items: Item[]; last?: Item | undefined; units: number }> => {
  const { direction, limit, consistent = false } = query
  const bounds = conditionOf(readable, query)
  if (!bounds) return { items: [], units: 0 }
  const { condition, values, start } = bounds
  const {
    Items = [],
    LastEvaluatedKey,
    ConsumedCapacity,
  } = await documents.send(
    new QueryCommand({
      TableName: env.tableName,
      KeyConditionExpression: `pk = :pk${condition}`,
      ExpressionAttributeValues: { ':pk': messagePartition(readable.groupUuid), ...values },
      ScanIndexForward: direction === 'newer',
      Limit: limit,
      ConsistentRead: consistent,
      ExclusiveStartKey: start,
      ReturnConsumedCapacity: 'TOTAL',
    }),
  )
  return { items: Items, last: LastEvaluatedKey, units: ConsumedCapacity?.CapacityUnits ?? 0 }
}

export const messagesAmong = (groupUuid: string, items: Item[]): Message[] =>
  items.filter((item) => !isPointer(item)).map((item) => messageOf(groupUuid, item))

/**
 * Reads messages in one direction from a place. A query counts pointers, and the messages that are left out, towards its
 * limit, so a page can take several queries, at most 5. Behind thousands of pointers a page can be short or empty and still
 * have a `next` (docs/decisions/0007-safe-retry.md).
 */
export const listMessages = async (readable: Readable, range: Range): Promise<Page> => {
  const { direction, limit, without = () => false, maxQueries = maxQueriesPerPage } = range
  const messages: Message[] = []
  let skipped = 0
  let leftOut = 0
  let start: Item | undefined
  for (let queries = 0; queries < maxQueries; queries += 1) {
    // The messages that are missing, and a growing multiple of the items skipped: 1 item more for a single pointer, and
    // enough for 6,000 pointers within five queries.
    const queryLimit = limit + 1 - messages.length + Math.floor(skipped * 4 ** (queries - 1))
    const { items, last } = await queryItems(readable, { ...range, limit: queryLimit, start })
    const before = messages.length
    for (const message of messagesAmong(readable.groupUuid, items)) {
      if (messages.length === 0 || !without(message)) messages.push(message)
      else leftOut += 1
    }
    skipped += items.length - (messages.length - before)
    start = last
    if (!start || messages.length > limit) break
  }
  const page = messages.slice(0, limit)
  const next = messages.length > limit ? page.at(-1)?.place : start && String(start.sk)
  return { messages: direction === 'newer' ? page : page.reverse(), next, leftOut }
}
