import { messengerErrorOf } from '../../../client/errors.ts'
import { errorMessage } from '../errorMessages.ts'
import * as texts from '../texts.ts'

/** Why somebody could not be added. Whose name is undefined if it is not about one of them. */
export const addError = (cause: unknown, name: string | undefined): string => {
  const { code } = messengerErrorOf(cause)
  const isPerson = ['recipient_unavailable', 'recipient_blocked', 'user_not_found'].includes(code)
  if (!isPerson || name === undefined) return errorMessage(code)
  return code === 'recipient_blocked' ? texts.cantAddBlocked(name) : texts.cantAdd(name)
}
