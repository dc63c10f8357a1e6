import { type Emoji, type EmojiGroup, wordsIn } from './emojiGroups.ts'
import { popularEmoji } from './popularEmoji.ts'

const rankOf = new Map(popularEmoji.map((emoji, index) => [emoji, index]))

/** How well a word matches: the lower, the better. Undefined if it does not. */
const distanceOf = ({ emoji, words: { name, keywords } }: Emoji, word: string): number | undefined => {
  const isWhole = (other: string) => other === word || other === `${word}s`
  if (name.some(isWhole)) return 0
  if (keywords.some(isWhole)) return rankOf.has(emoji) ? 0 : 1
  const startsWith = (other: string) => other.startsWith(word)
  if (name.some(startsWith)) return 2
  return keywords.some(startsWith) ? 3 : undefined
}

/** The emoji whose name or keywords have, for each word of the query, a word that begins with it. Best matches first. */
export const searchEmoji = (groups: EmojiGroup[], query: string): Emoji[] => {
  const words = wordsIn(query)
  if (words.length === 0) return []
  const found = groups
    .flatMap(({ emoji }) => emoji)
    .flatMap((emoji) => {
      const distances = words.map((word) => distanceOf(emoji, word))
      if (distances.includes(undefined)) return []
      const distance = distances.reduce<number>((sum, each = 0) => sum + each, 0)
      return [{ emoji, distance, rank: rankOf.get(emoji.emoji) ?? rankOf.size }]
    })
  return found.sort((a, b) => a.distance - b.distance || a.rank - b.rank).map(({ emoji }) => emoji)
}
