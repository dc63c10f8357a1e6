import { countCodePoints, isBlank } from '../../src/domain/text.ts'

const maxNameLength = 64

// Joiners, variation selectors and tags are part of names and emoji. The server checks where they are allowed.
const invisible =
  /(?!\u200c|\u200d|[\ufe00-\ufe0f\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u

/** The error message for a name, or an empty string if it is valid. */
export const nameError = (name: string): string => {
  const trimmed = name.trim()
  if (isBlank(trimmed)) return 'Enter your name.'
  if (countCodePoints(trimmed) > maxNameLength) return `Your name can have up to ${maxNameLength} characters.`
  if (invisible.test(trimmed)) return "Your name can't contain invisible characters."
  return ''
}
