import { firstPlaceOf } from '../domain/place.ts'
import { getItem, isPointer, listMessages, messageOf, messagesAmong, queryItems } from './messages.ts'

// A chain grows by one pointer when an attempt stalls or fails between its two writes: a third pointer is rare.
const maxLinks = 5

// Where no chain leads to a message: it is of the original layout, or its chain is too long.
const maxSearched = 200

const searchNewest = async (groupUuid: string, uuid: string): Promise<string | undefined> => {
  const { messages } = await listMessages(groupUuid, { direction: 'older', limit: maxSearched })
  return messages.find((message) => message.uuid === uuid)?.place
}

/** Where a message is, or, where there is none by a version-7 uuid, where it would be. */
export const findPlace = async (groupUuid: string, uuid: string): Promise<string | undefined> => {
  let place = firstPlaceOf(uuid)
  for (let links = 0; place !== undefined && links < maxLinks; links += 1) {
    const item = await getItem(groupUuid, place)
    if (!item || !isPointer(item)) return place
    place = String(item.moved_to)
  }
  return searchNewest(groupUuid, uuid)
}

/** A message, and those after it that the same query brought: all of them, unless there may be more. */
export const findWithNewer = async (groupUuid: string, uuid: string, limit: number) => {
  let place = firstPlaceOf(uuid)
  for (let links = 0; links <= maxLinks; links += 1) {
    if (place === undefined || links === maxLinks) place = await searchNewest(groupUuid, uuid)
    if (place === undefined) return undefined
    const range = { direction: 'newer', from: place, including: true, consistent: true } as const
    const { items, last } = await queryItems(groupUuid, { ...range, limit: limit + 1 })
    const [first, ...rest] = items
    if (first?.sk !== place) return undefined
    if (!isPointer(first)) {
      const message = messageOf(groupUuid, first)
      if (message.uuid !== uuid) return undefined
      return { message, newer: messagesAmong(groupUuid, rest), hasMore: last !== undefined }
    }
    place = String(first.moved_to)
  }
  return undefined
}
