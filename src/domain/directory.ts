import { foldText } from './text.ts'
import type { User } from './user.ts'

/* What people are found by: the beginning of their handle, and of their name from each of its words on. */

const maxLength = 24
const maxWords = 5
const minLength = 2

const firstOf = (text: string, length: number): string => [...text].slice(0, length).join('')

/** A text as the directory contains it: folded, and cut to 24 code points. */
export const directoryText = (text: string): string =>
  firstOf(foldText(text).replace(/\s+/gu, ' ').trim(), maxLength)

/** The directory is divided by the first two characters. */
export const partOf = (text: string): string => firstOf(text, minLength)

export const isSearchable = (text: string): boolean => [...text].length >= minLength

/** The texts under which a person is in the directory: `ann_lee`, `ann marie lee`, `marie lee` and `lee`. */
export const directoryTextsOf = ({ handle, displayName }: Pick<User, 'handle' | 'displayName'>): string[] => {
  const name = foldText(displayName)
  const words = [...name.matchAll(/[\p{L}\p{N}]+/gu)].slice(0, maxWords)
  const texts = [handle, name, ...words.map(({ index }) => name.slice(index))].map(directoryText)
  return [...new Set(texts)].filter(isSearchable)
}
