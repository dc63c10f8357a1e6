import { startErrorMessage } from './startErrorMessage.ts'
import * as texts from './texts.ts'

const hasText = (code: string): code is keyof typeof texts.errorTexts => Object.hasOwn(texts.errorTexts, code)

/** The message for an error code of the API, as people see it. */
export const errorMessage = (code: string): string =>
  hasText(code) ? texts.errorTexts[code] : startErrorMessage(code)

/** Whether a message that was refused with this code can be sent later: at once, or after the person has changed something. */
export const canRetry = (code: string | undefined): boolean =>
  code !== undefined && code !== 'recipient_unavailable' && code !== 'attachment_lost'
