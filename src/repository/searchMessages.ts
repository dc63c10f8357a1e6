import { foldText } from '../domain/foldText.ts'
import type { Readable } from '../domain/group.ts'
import type { Message } from '../domain/message.ts'
import type { Place } from '../domain/place.ts'
import { messagesAmong, queryItems } from './messages.ts'

// With the profile and the membership, 32 units. An eventually consistent query costs half a unit for each 4 KB. An item has
// at most 20 KB: 4 of text, 12 of pictures and their descriptions, and 4 of the reactions of 50 members.
const maxUnits = 30
const maxItemKb = 20
const kbPerUnit = 8
/** So that a call ends soon, also if the messages are short. */
const maxQueries = 30

type Search = { readable: Readable; words: string[]; from?: Place | undefined; limit: number }
export type Found = { messages: Message[]; next?: Place | undefined }

const has = (words: string[]) => {
  return ({ text, deletedAt }: Message): boolean => {
    if (deletedAt !== undefined) return false
    const folded = foldText(text)
    return words.every((word) => folded.includes(word))
  }
}

/**
 * The newest messages before a place that contain all words, at most `limit`, newest first. Reads at most 30 units, so it can
 * find fewer messages, or none, and still have a `next`.
 */
export const searchMessages = async ({ readable, words, from, limit }: Search): Promise<Found> => {
  const messages: Message[] = []
  const isFound = has(words)
  let [place, unitsLeft] = [from, maxUnits]
  for (let queries = 0; queries < maxQueries; queries += 1) {
    const affordable = Math.floor((unitsLeft * kbPerUnit) / maxItemKb)
    if (affordable < 1) break
    const range = { direction: 'older', from: place, limit: affordable } as const
    const { items, last, units } = await queryItems(readable, range)
    for (const message of messagesAmong(readable.groupUuid, items)) {
      if (!isFound(message)) continue
      messages.push(message)
      if (messages.length === limit) {
        const isLast = message.place === items.at(-1)?.sk && !last
        return { messages, next: isLast ? undefined : message.place }
      }
    }
    if (!last) return { messages }
    place = String(last.sk)
    unitsLeft -= units
  }
  return { messages, next: place }
}
