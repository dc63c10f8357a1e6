import { VisibleError } from '../domain/error.ts'
import { isReadable, type Readable } from '../domain/group.ts'
import type { Message } from '../domain/message.ts'
import { firstPlaceOf, isUuid, type Place } from '../domain/place.ts'
import { migratedPlaceKey } from './keys.ts'
import { getItemAt, isPointer, listMessages, messageOf, messagesAmong, queryItems } from './messages.ts'
import { getItem } from './reads.ts'

/*
 * Finds a message by its uuid: follows the chain of pointers from its first place (storeMessage.ts). The uuid of a migrated
 * message contains no place, but an item of its own does.
 */

// More than two pointers are rare: one is added only when an attempt stalls or fails between its two writes.
const maxLinks = 5

// Some chains are too long, and messages that were not migrated have none. Those are searched among the newest.
const maxSearched = 200

const searchNewest = async (readable: Readable, uuid: string): Promise<Place | undefined> => {
  const { messages } = await listMessages(readable, { direction: 'older', limit: maxSearched })
  return messages.find((message) => message.uuid === uuid)?.place
}

const startOf = async (groupUuid: string, uuid: string): Promise<Place | undefined> => {
  if (!isUuid(uuid)) return undefined // it can be too long for a key
  return firstPlaceOf(uuid) ?? (await getItem(migratedPlaceKey(groupUuid, uuid)))?.place
}

/** The place of a message; for a version-7 uuid without a message, the place where its chain ends. */
export const findPlace = async (readable: Readable, uuid: string): Promise<Place | undefined> => {
  const { groupUuid } = readable
  let place = await startOf(groupUuid, uuid)
  for (let links = 0; place !== undefined && links < maxLinks; links += 1) {
    const item = await getItemAt(groupUuid, place)
    if (!item || !isPointer(item)) return place
    place = String(item.moved_to)
  }
  return searchNewest(readable, uuid)
}

/** A message of a conversation whose member asks for it. */
export const findMessage = async (readable: Readable, uuid: string): Promise<Message | undefined> =>
  isUuid(uuid) ? (await findWithNewer(readable, uuid, 0))?.message : undefined

/** The same for a path. */
export const requireMessage = async (readable: Readable, text = ''): Promise<Message> => {
  const message = await findMessage(readable, text.toLowerCase())
  if (!message) throw new VisibleError('message_not_found')
  return message
}

/** A message, and the messages after it that the same query returned: all of them, unless `hasMore`. */
export const findWithNewer = async (readable: Readable, uuid: string, limit: number) => {
  const { groupUuid } = readable
  let place = await startOf(groupUuid, uuid)
  for (let links = 0; links <= maxLinks; links += 1) {
    if (place === undefined || links === maxLinks) place = await searchNewest(readable, uuid)
    if (place === undefined) return undefined
    const range = { direction: 'newer', from: place, including: true, consistent: true } as const
    // A pointer can be older than the messages that the member may read, and lead to one of those.
    const { items, last } = await queryItems({ groupUuid }, { ...range, limit: limit + 1 })
    const [first, ...rest] = items
    if (first?.sk !== place) return undefined
    if (!isPointer(first)) {
      const message = messageOf(groupUuid, first)
      if (message.uuid !== uuid || !isReadable(readable, place)) return undefined
      return { message, newer: messagesAmong(groupUuid, rest), hasMore: last !== undefined }
    }
    place = String(first.moved_to)
  }
  return undefined
}
