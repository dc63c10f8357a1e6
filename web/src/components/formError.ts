import { createContext } from 'react'

/** Why the form was refused, and the name of the field that it is about; empty if it is about none. */
export type FormError = { field: string; text: string }

export const noFormError: FormError = { field: '', text: '' }

export const FormErrorContext = createContext(noFormError)

const fieldsOfCodes: Record<string, string> = {
  NotAuthorizedException: 'password',
  InvalidPasswordException: 'password',
  UserNotFoundException: 'email',
  UsernameExistsException: 'email',
  CodeMismatchException: 'code',
  ExpiredCodeException: 'code',
  display_name_invalid: 'name',
  handle_invalid: 'handle',
  handle_taken: 'handle',
}

/** The field of a form that an error code is about. */
export const findField = (form: HTMLFormElement, code: string): HTMLInputElement | undefined => {
  const field = form.elements.namedItem(fieldsOfCodes[code] ?? '')
  return field instanceof HTMLInputElement ? field : undefined
}
