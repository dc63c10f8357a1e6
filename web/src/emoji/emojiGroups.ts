import { foldText } from '../../../src/domain/foldText.ts'
import * as texts from '../texts.ts'

export type Emoji = {
  emoji: string
  name: string
  /** What a search looks through, without case and accents. */
  words: { name: string[]; keywords: string[] }
}

export type EmojiGroup = { name: string; icon: string; emoji: Emoji[] }

/** Of the nine groups of Unicode, in its order. */
const icons = ['😀', '👋', '🐻', '🍔', '🚗', '⚽', '💡', '❤️', '🏁']

const firstIndicator = 0x1f1e6
const countries = new Intl.DisplayNames(texts.language, { type: 'region' })

const countryOf = (flag: string): string =>
  String.fromCharCode(...[...flag].map((letter) => (letter.codePointAt(0) ?? 0) - firstIndicator + 65))

/** The words of a text, without case and accents. */
export const wordsIn = (text: string): string[] => foldText(text).match(/[\p{L}\p{N}+#*]+/gu) ?? []

const parseLine = (line: string): Emoji => {
  const [emoji = '', given = '', keywords = ''] = line.split('\t')
  if (given) return { emoji, name: given, words: { name: wordsIn(given), keywords: keywords.split(' ') } }
  const code = countryOf(emoji)
  const name = countries.of(code) ?? code
  return { emoji, name, words: { name: wordsIn(name), keywords: [texts.flagKeyword, code.toLowerCase()] } }
}

/** Reads the text that web/emojiRows.ts makes. */
export const emojiGroups = (text: string): EmojiGroup[] =>
  text.split('\n\n').map((lines, index) => ({
    name: texts.emojiGroupNames[index] ?? '',
    icon: icons[index] ?? '',
    emoji: lines.split('\n').map(parseLine),
  }))
