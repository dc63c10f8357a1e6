import { errorMessage } from '../errorMessages.ts'
import { isBlank, lengthOf } from '../text.ts'
import * as texts from '../texts.ts'

/** The API's limit, in code points. */
const maxTitleLength = 100

/** The error message for the title of a group, or an empty string if it is valid. */
export const titleError = (title: string): string => {
  if (isBlank(title)) return texts.titleMissing
  return lengthOf(title.trim()) > maxTitleLength ? errorMessage('title_invalid') : ''
}
