import { foldText } from './foldText.ts'
import type { User } from './user.ts'

/* What people are found by: the beginning of their handle, and of their name from each of its words on. */

const maxLength = 30 // a whole handle
const maxWords = 5
const minLength = 2

const firstOf = (text: string, length: number): string => [...text].slice(0, length).join('')

// In a sort key, `#` follows the text. Characters that sort before it would put longer texts before the whole text.
const sortedFirst = /[\s\p{Cc}!"#]+/gu

/** A text as the directory contains it: folded, with `_` for spaces and some signs, and cut to 30 code points. */
export const directoryText = (text: string): string =>
  firstOf(foldText(text).trim().replace(sortedFirst, '_'), maxLength)

/** The directory is divided by the first two characters. */
export const partOf = (text: string): string => firstOf(text, minLength)

export const isSearchable = (text: string): boolean => [...text].length >= minLength

/**
 * The texts under which a person is in the directory: `ann_lee#`, `ann_marie_lee`, `marie_lee` and `lee`. With the `#`, a
 * handle sorts before all names, so a search for a whole handle always finds the user who has it.
 */
export const directoryTextsOf = ({ handle, displayName }: Pick<User, 'handle' | 'displayName'>): string[] => {
  const name = foldText(displayName)
  const words = [...name.matchAll(/[\p{L}\p{N}]+/gu)].slice(0, maxWords)
  const texts = [handle, name, ...words.map(({ index }) => name.slice(index))].map(directoryText)
  return [...new Set(texts)].filter(isSearchable).map((text) => (text === handle ? `${text}#` : text))
}
