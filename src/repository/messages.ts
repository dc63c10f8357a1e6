import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Message } from '../domain/message.ts'
import { reachMs, timeOf } from '../domain/place.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { messageKey, messagePartition } from './keys.ts'
import { putIfAbsent } from './writes.ts'

type Item = Record<string, unknown>

// A pointer stands where a message would have been that came later than its key, and names the place that it took.
export const isPointer = (item: Item) => item.moved_to !== undefined

export const messageItem = (message: Message) => ({
  ...messageKey(message.groupUuid, message.place),
  message_uuid: message.uuid,
  message: message.text,
  user_uuid: message.sender.uuid,
  user_display_name: message.sender.displayName,
  user_handle: message.sender.handle,
  member_uuids: message.memberUuids,
  ...(message.isQuiet ? { quiet: true } : {}), // serverless.yml keeps these from updateInbox
})

export const pointerItem = (groupUuid: string, from: string, to: string) => ({
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

export const getItem = async (groupUuid: string, place: string): Promise<Item | undefined> => {
  const { Item } = await documents.send(
    new GetCommand({ TableName: env.tableName, Key: messageKey(groupUuid, place), ConsistentRead: true }),
  )
  return Item
}

/** Writes a message to a place that is known. Answers whether it was free. */
export const putMessage = (message: Message): Promise<boolean> => putIfAbsent(messageItem(message))

const maxPerRead = 500
const maxQueries = 5

export type Direction = 'older' | 'newer'

/** Messages, oldest to newest, and, unless they are the last in their direction, the place from which to read on. */
export type Page = { messages: Message[]; next?: string | undefined }
type Range = {
  direction: Direction
  from?: string | undefined
  /** Where it ends, going on to what is newer. With it, `from` is a time or a place that is not to come again. */
  until?: string | undefined
  /** Where it ends, going back to what is older; the place itself is in it. */
  downTo?: string | undefined
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
        // BETWEEN has its ends in it; what comes right after a text is that text and a NUL.
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
 * Messages on one side of a place, from there on. A page may have fewer messages than the limit, or none, and still have
 * a `next`: one read passes only so many pointers (docs/decisions/0007-safe-retry.md).
 */
export const listMessages = async (groupUuid: string, range: Range): Promise<Page> => {
  const { direction, limit } = range
  const found: Message[] = []
  let pointers = 0
  let start: Item | undefined
  for (let queries = 0; queries < maxQueries; queries += 1) {
    // One more item for a lone pointer, five queries for 6,000 of them.
    const most = limit + 1 - found.length + Math.floor(pointers * 4 ** (queries - 1))
    const { items, last } = await queryItems(groupUuid, { ...range, limit: most, start })
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

/** The newest message that is not quiet; where there is none, the one that started the conversation. */
export const findLoudMessage = async (groupUuid: string): Promise<Message | undefined> => {
  let from: string | undefined
  let first: Message | undefined
  do {
    const page = await listMessages(groupUuid, {
      direction: 'older',
      from,
      limit: maxPerRead,
      consistent: true,
    })
    const loud = page.messages.findLast(({ isQuiet }) => !isQuiet)
    if (loud) return loud
    first = page.messages[0] ?? first
    from = page.next
  } while (from !== undefined)
  return first
}

/** A whole conversation, oldest to newest, a page at a time. */
export async function* readMessages(groupUuid: string): AsyncGenerator<Message[]> {
  let from: string | undefined
  do {
    const page = await listMessages(groupUuid, {
      direction: 'newer',
      from,
      limit: maxPerRead,
      consistent: true,
    })
    yield page.messages
    from = page.next
  } while (from !== undefined)
}

/** Where to begin to see whatever may have landed since this place was seen, a slower writer's messages too. */
export const reachingBackFrom = (place: string): string =>
  new Date(Date.parse(timeOf(place)) - reachMs).toISOString()
