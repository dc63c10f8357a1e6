import { maxUnread } from '../../client/groupsState.ts'
import { countCodePoints, isBlank } from '../../src/domain/text.ts'

export { countCodePoints as lengthOf, isBlank }

/** The API's limit, in code points; a unit test compares the two. */
export const maxMessageLength = 1024

/** The API counts up to 100 unread messages. */
export const unreadText = (count: number): string =>
  count >= maxUnread ? `${maxUnread - 1}+` : String(count)

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
