import { parseJson } from '../../../client/storage.ts'
import type { MessengerStorage } from '../../../client/types.ts'

/** With its name, so that it can be shown before the data of all emoji is loaded. */
export type RecentEmoji = { emoji: string; name: string }

const storedName = 'cruddur.recentEmoji'
const maxRecent = 16

const isRecent = (value: unknown): value is RecentEmoji => {
  const { emoji, name } = Object(value)
  return typeof emoji === 'string' && typeof name === 'string' && /^\p{RGI_Emoji}$/v.test(emoji)
}

/** The emoji that were picked last, newest first. Stored for the browser and not for a user. */
export const readRecent = (storage: MessengerStorage): RecentEmoji[] => {
  const stored = parseJson(storage.getItem(storedName))
  return Array.isArray(stored) ? stored.filter(isRecent).slice(0, maxRecent) : []
}

export const addRecent = (storage: MessengerStorage, { emoji, name }: RecentEmoji) => {
  const others = readRecent(storage).filter((other) => other.emoji !== emoji)
  storage.setItem(storedName, JSON.stringify([{ emoji, name }, ...others].slice(0, maxRecent)))
}
