import { countCodePoints, isBlank } from '../../src/domain/text.ts'

export { countCodePoints as lengthOf, isBlank }

/** The API's limit, in code points; a test compares the two. */
export const longest = 1024

const longestName = 64

// Joiners, variation selectors and tags are written in names and emoji. The server knows where they may stand.
const invisible =
  /(?!\u200c|\u200d|[\ufe00-\ufe0f\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The first sign of the first and the last word; an emoji of several code points is one sign. */
export const initialsOf = (name: string): string => {
  const words = name.trim().split(/\s+/)
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words
  return chosen
    .map((word = '') => graphemes.segment(word).containing(0)?.segment ?? '')
    .join('')
    .toUpperCase()
}

/** What is wrong with a name, in words; nothing when it can be used. */
export const nameProblem = (name: string): string => {
  const trimmed = name.trim()
  if (isBlank(trimmed)) return 'Enter your name.'
  if (countCodePoints(trimmed) > longestName) return `Your name can have up to ${longestName} characters.`
  if (invisible.test(trimmed)) return "Your name can't contain invisible characters."
  return ''
}
