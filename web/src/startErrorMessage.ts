import type { StartError } from './errorCodes.ts'
import * as texts from './texts.ts'

const hasText = (code: string): code is StartError => Object.hasOwn(texts.startErrorTexts, code)

/** The message for an error code that the API returns while the rest of the client is not loaded yet. */
export const startErrorMessage = (code: string): string =>
  hasText(code) ? texts.startErrorTexts[code] : texts.unexpectedError
