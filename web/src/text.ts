import { maxUnread } from '../../client/groupsState.ts'
import { countCodePoints, isBlank } from '../../src/domain/text.ts'

export { countCodePoints as lengthOf, isBlank }

/** The API's limit, in code points; a unit test compares the two. */
export const maxMessageLength = 1024

/** The API counts up to 100 unread messages. */
export const unreadText = (count: number): string =>
  count >= maxUnread ? `${maxUnread - 1}+` : String(count)

const maxNameLength = 64

// Joiners, variation selectors and tags are part of names and emoji. The server checks where they are allowed.
const invisible =
  /(?!\u200c|\u200d|[\ufe00-\ufe0f\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The first grapheme of the first and the last word: an emoji of several code points counts as one. */
export const initialsOf = (name: string): string => {
  const words = name.trim().split(/\s+/)
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words
  return chosen
    .map((word = '') => graphemes.segment(word).containing(0)?.segment ?? '')
    .join('')
    .toUpperCase()
}

/** The error message for a name, or an empty string if it is valid. */
export const nameError = (name: string): string => {
  const trimmed = name.trim()
  if (isBlank(trimmed)) return 'Enter your name.'
  if (countCodePoints(trimmed) > maxNameLength) return `Your name can have up to ${maxNameLength} characters.`
  if (invisible.test(trimmed)) return "Your name can't contain invisible characters."
  return ''
}
