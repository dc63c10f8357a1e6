import { countCodePoints, isBlank } from '../../src/domain/text.ts'
import * as texts from './texts.ts'

const maxNameLength = 64

// Joiners, variation selectors and tags are part of names and emoji. The server checks where they are allowed.
const invisible =
  /(?!\u200c|\u200d|[\ufe00-\ufe0f\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u

/** The error message for a name, or an empty string if it is valid. */
export const nameError = (name: string): string => {
  const trimmed = name.trim()
  if (isBlank(trimmed)) return texts.nameMissing
  if (countCodePoints(trimmed) > maxNameLength) return texts.nameTooLong(maxNameLength)
  if (invisible.test(trimmed)) return texts.nameInvisible
  return ''
}
