import { errorMessage } from './errorMessages.ts'

const tooManyAttempts = 'Too many attempts. Try again later.'

const messages: Record<string, string> = {
  challenge_unknown: "Your account needs a sign-in step that isn't supported here.",
  NotAuthorizedException: 'Wrong e-mail or password.',
  UserNotFoundException: 'There is no account with this e-mail address.',
  UserNotConfirmedException: "Your e-mail address isn't confirmed yet.",
  UsernameExistsException: 'This e-mail address already has an account.',
  CodeMismatchException: 'Wrong code. Use the code from our latest e-mail.',
  ExpiredCodeException: 'This code has expired. Request a new one.',
  InvalidPasswordException: 'Your password must have at least 12 characters.',
  InvalidParameterException: 'Something is missing or invalid. Check what you entered.',
  PasswordResetRequiredException: 'You need a new password. Go to “Forgot password?” to set one.',
  LimitExceededException: tooManyAttempts,
  TooManyRequestsException: tooManyAttempts,
  TooManyFailedAttemptsException: tooManyAttempts,
}

/** The message for an error code of Cognito or the API, as people see it. */
export const cognitoMessage = (code: string): string => messages[code] ?? errorMessage(code)
