import { foldText } from '../../../src/domain/foldText.ts'

export type Emoji = {
  emoji: string
  name: string
  /** What a search looks through, without case and accents. */
  words: { name: string[]; keywords: string[] }
}

export type EmojiGroup = { name: string; icon: string; emoji: Emoji[] }

/** The nine groups of Unicode, in its order. */
const kinds = [
  ['Smileys and emotion', '😀'],
  ['People and body', '👋'],
  ['Animals and nature', '🐻'],
  ['Food and drink', '🍔'],
  ['Travel and places', '🚗'],
  ['Activities', '⚽'],
  ['Objects', '💡'],
  ['Symbols', '❤️'],
  ['Flags', '🏁'],
] as const

const firstIndicator = 0x1f1e6
const countries = new Intl.DisplayNames('en', { type: 'region' })

const countryOf = (flag: string): string =>
  String.fromCharCode(...[...flag].map((letter) => (letter.codePointAt(0) ?? 0) - firstIndicator + 65))

/** The words of a text, without case and accents. */
export const wordsIn = (text: string): string[] => foldText(text).match(/[\p{L}\p{N}+#*]+/gu) ?? []

const parseLine = (line: string): Emoji => {
  const [emoji = '', given = '', keywords = ''] = line.split('\t')
  if (given) return { emoji, name: given, words: { name: wordsIn(given), keywords: keywords.split(' ') } }
  const code = countryOf(emoji)
  const name = countries.of(code) ?? code
  return { emoji, name, words: { name: wordsIn(name), keywords: ['flag', code.toLowerCase()] } }
}

/** Reads the text that web/emojiRows.ts makes. */
export const emojiGroups = (text: string): EmojiGroup[] =>
  text.split('\n\n').map((lines, index) => {
    const [name, icon] = kinds[index] ?? ['', '']
    return { name, icon, emoji: lines.split('\n').map(parseLine) }
  })
