import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Message } from '../domain/message.ts'
import { firstPlaceOf, reachMs, timeOf } from '../domain/place.ts'
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

const mostPerRead = 500

export type Direction = 'older' | 'newer'
export type Page = { messages: Message[]; hasMore: boolean }
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

/** Messages on one side of a place, from there on, always oldest to newest. */
export const listMessages = async (groupUuid: string, range: Range): Promise<Page> => {
  const { direction, from, until, downTo, limit, consistent = false } = range
  const found: Message[] = []
  let start: Item | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: env.tableName,
        KeyConditionExpression: condition(range),
        ExpressionAttributeValues: {
          ':pk': messagePartition(groupUuid),
          // BETWEEN has its ends in it; what comes right after a text is that text and a NUL.
          ...(from === undefined ? {} : { ':from': until === undefined ? from : `${from}\0` }),
          ...(until === undefined ? {} : { ':until': until }),
          ...(downTo === undefined ? {} : { ':downTo': downTo }),
        },
        ScanIndexForward: direction === 'newer',
        Limit: limit + 1 - found.length,
        ConsistentRead: consistent,
        ExclusiveStartKey: start,
      }),
    )
    found.push(...Items.filter((item) => !isPointer(item)).map((item) => messageOf(groupUuid, item)))
    start = LastEvaluatedKey
  } while (start && found.length <= limit)
  const messages = found.slice(0, limit)
  return { messages: direction === 'newer' ? messages : messages.reverse(), hasMore: found.length > limit }
}

/** A whole conversation, oldest to newest, a page at a time. */
export async function* readMessages(groupUuid: string): AsyncGenerator<Message[]> {
  let from: string | undefined
  for (let hasMore = true; hasMore; ) {
    const page = await listMessages(groupUuid, {
      direction: 'newer',
      from,
      limit: mostPerRead,
      consistent: true,
    })
    yield page.messages
    from = page.messages.at(-1)?.place
    hasMore = page.hasMore
  }
}

/** Where to begin to see whatever may have landed since this place was seen, a slower writer's messages too. */
export const reachingBackFrom = (place: string): string =>
  new Date(Date.parse(timeOf(place)) - reachMs).toISOString()

// So far back is a uuid looked for that does not say itself when it was: those of the original layout.
const mostSearched = 200

/** Where a message is, or, where there is none by a version-7 uuid, where it would be. */
export const findPlace = async (groupUuid: string, uuid: string): Promise<string | undefined> => {
  const first = firstPlaceOf(uuid)
  if (first === undefined) {
    const { messages } = await listMessages(groupUuid, { direction: 'older', limit: mostSearched })
    return messages.find((message) => message.uuid === uuid)?.place
  }
  for (let place = first; ; ) {
    const item = await getItem(groupUuid, place)
    if (!item || !isPointer(item)) return place
    place = String(item.moved_to)
  }
}

/** A message and what came after it, in one read where the uuid says its place. */
export const findWithNewer = async (groupUuid: string, uuid: string, limit: number) => {
  const first = firstPlaceOf(uuid)
  const from = (place: string) =>
    listMessages(groupUuid, {
      direction: 'newer',
      from: place,
      including: true,
      limit: limit + 1,
      consistent: true,
    })
  const isThere = (page: Page | undefined) => page?.messages[0]?.uuid === uuid
  let page = first === undefined ? undefined : await from(first)
  if (!isThere(page)) {
    const place = await findPlace(groupUuid, uuid)
    page = place === undefined || place === first ? undefined : await from(place)
  }
  if (!page || !isThere(page)) return undefined
  const [message, ...newer] = page.messages as [Message, ...Message[]]
  return { message, newer, hasMore: page.hasMore }
}
