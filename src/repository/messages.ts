import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Message } from '../domain/message.ts'
import type { Place } from '../domain/place.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { messageKey, messagePartition } from './keys.ts'
import { putIfAbsent } from './writes.ts'

type Item = Record<string, unknown>

/** A pointer is at a place where its message could not be stored, and leads to the message's next place. */
export const isPointer = (item: Item) => item.moved_to !== undefined

export const messageItem = (message: Message) => ({
  ...messageKey(message.groupUuid, message.place),
  message_uuid: message.uuid,
  message: message.text,
  user_uuid: message.sender.uuid,
  user_display_name: message.sender.displayName,
  user_handle: message.sender.handle,
  member_uuids: message.memberUuids,
  ...(message.isQuiet ? { quiet: true } : {}), // the event filter in serverless.yml excludes these from updateInbox
})

export const pointerItem = (groupUuid: string, from: Place, to: Place) => ({
  ...messageKey(groupUuid, from),
  moved_to: to,
})

export const messageOf = (groupUuid: string, item: Item): Message => {
  const { sk, message_uuid, message, user_uuid, user_display_name, user_handle, member_uuids, quiet } =
    item as ReturnType<typeof messageItem>
  return {
    uuid: message_uuid,
    groupUuid,
    place: sk,
    text: message,
    sender: { uuid: user_uuid, displayName: user_display_name, handle: user_handle },
    memberUuids: member_uuids ?? [], // the original layout has none
    ...(quiet ? { isQuiet: true } : {}),
  }
}

export const getItem = async (groupUuid: string, place: Place): Promise<Item | undefined> => {
  const { Item } = await documents.send(
    new GetCommand({ TableName: env.tableName, Key: messageKey(groupUuid, place), ConsistentRead: true }),
  )
  return Item
}

/** Writes a message to its place if that is free, and returns whether it was. */
export const putMessage = (message: Message): Promise<boolean> => putIfAbsent(messageItem(message))

const maxQueries = 5

export type Direction = 'older' | 'newer'

/** Messages, oldest to newest, and the place to continue from, if there are more in this direction. */
export type Page = { messages: Message[]; next?: Place | undefined }

type Range = {
  direction: Direction
  from?: Place | undefined
  /** The last place to read when reading newer messages. Requires `from`, which is then always exclusive. */
  until?: Place | undefined
  /** The last place to read when reading older messages, inclusive. */
  downTo?: Place | undefined
  /** Whether `from` is inclusive. */
  including?: boolean
  limit: number
  consistent?: boolean
}

const condition = ({ direction, from, until, downTo, including }: Range) => {
  if (downTo !== undefined) return 'pk = :pk AND sk >= :downTo'
  if (from === undefined) return 'pk = :pk'
  if (until !== undefined) return 'pk = :pk AND sk BETWEEN :from AND :until'
  return `pk = :pk AND sk ${direction === 'older' ? '<' : '>'}${including ? '=' : ''} :from`
}

type Query = Range & { start?: Item | undefined }

export const queryItems = async (
  groupUuid: string,
  query: Query,
): Promise<{ items: Item[]; last?: Item | undefined }> => {
  const { direction, from, until, downTo, limit, consistent = false, start } = query
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: env.tableName,
      KeyConditionExpression: condition(query),
      ExpressionAttributeValues: {
        ':pk': messagePartition(groupUuid),
        // BETWEEN is inclusive. The string that sorts directly after `from` is `from` and a NUL.
        ...(from === undefined ? {} : { ':from': until === undefined ? from : `${from}\0` }),
        ...(until === undefined ? {} : { ':until': until }),
        ...(downTo === undefined ? {} : { ':downTo': downTo }),
      },
      ScanIndexForward: direction === 'newer',
      Limit: limit,
      ConsistentRead: consistent,
      ExclusiveStartKey: start,
    }),
  )
  return { items: Items, last: LastEvaluatedKey }
}

export const messagesAmong = (groupUuid: string, items: Item[]): Message[] =>
  items.filter((item) => !isPointer(item)).map((item) => messageOf(groupUuid, item))

/**
 * Reads messages in one direction from a place. A query counts pointers towards its limit, so a page can take several
 * queries. At most 5: behind thousands of pointers a page can be short or empty and still have a `next`
 * (docs/decisions/0007-safe-retry.md).
 */
export const listMessages = async (groupUuid: string, range: Range): Promise<Page> => {
  const { direction, limit } = range
  const found: Message[] = []
  let pointers = 0
  let start: Item | undefined
  for (let queries = 0; queries < maxQueries; queries += 1) {
    // The messages that are missing, and a growing multiple of the pointers met: 1 item more for a single pointer, and
    // enough for 6,000 pointers within five queries.
    const queryLimit = limit + 1 - found.length + Math.floor(pointers * 4 ** (queries - 1))
    const { items, last } = await queryItems(groupUuid, { ...range, limit: queryLimit, start })
    const messages = messagesAmong(groupUuid, items)
    found.push(...messages)
    pointers += items.length - messages.length
    start = last
    if (!start || found.length > limit) break
  }
  const messages = found.slice(0, limit)
  const next = found.length > limit ? messages.at(-1)?.place : start && String(start.sk)
  return { messages: direction === 'newer' ? messages : messages.reverse(), next }
}
