import { errorMessage } from './errorMessages.ts'
import * as texts from './texts.ts'

/** The message for an error code of Cognito or the API, as people see it. */
export const cognitoMessage = (code: string): string => texts.cognitoErrorTexts[code] ?? errorMessage(code)
