import type { ErrorCode } from '../../src/domain/error.ts'

const unexpected = 'Something went wrong. Please try again.'
const tooManyAttempts = 'Too many attempts. Wait a while and try again.'

// A Record over all codes of the API: a new code without a message is a compile error.
const apiMessages: Record<ErrorCode, string> = {
  action_unknown: unexpected,
  body_not_json: unexpected,
  body_not_object: unexpected,
  body_too_large: 'Your message is too long.',
  cognito_user_id_taken: unexpected,
  content_type_not_json: unexpected,
  cursor_invalid: 'This list is out of date. Reload the page.',
  handle_taken: 'This handle is already taken.',
  idempotency_key_invalid:
    "This message was written too long ago, or this device's clock is wrong. Edit it and send it again.",
  idempotency_key_reused: "This message couldn't be sent. Edit it and send it again.",
  internal_error: unexpected,
  limit_invalid: unexpected,
  message_blank: "You can't send an empty message.",
  message_exceed_max_chars_1024: 'A message can have up to 1,024 characters.',
  message_group_not_found: "This conversation doesn't exist, or you're not part of it.",
  message_group_uuid_blank: unexpected,
  message_not_found: "This message doesn't exist.",
  message_not_text: "This message contains characters that can't be sent.",
  message_to_self: "You can't message yourself.",
  message_uuid_blank: unexpected,
  route_not_found: unexpected,
  too_many_requests: "You're doing that too fast. Wait a moment and try again.",
  unauthorized: 'Your session has ended. Sign in again.',
  user_not_found: "This account doesn't exist.",
  user_unknown: "Your account isn't ready yet. Try again in a moment.",
  user_uuid_taken: unexpected,
}

const otherMessages: Record<string, string> = {
  unreachable: "Can't reach Cruddur. Check your internet connection and try again.",
  challenge_unknown: "Your account requires a sign-in step that isn't supported here.",
  NotAuthorizedException: 'Incorrect email or password.',
  UserNotFoundException: 'No account uses this email address.',
  UserNotConfirmedException: "You haven't confirmed your email address yet.",
  UsernameExistsException: 'An account with this email address already exists. Sign in instead.',
  CodeMismatchException: 'Incorrect code. Check the latest email from us.',
  ExpiredCodeException: 'This code has expired. Request a new one.',
  InvalidPasswordException: 'Your password must have at least 12 characters.',
  InvalidParameterException: 'Some of the information is missing or invalid.',
  PasswordResetRequiredException: 'You need a new password. Choose “Forgot password?”.',
  LimitExceededException: tooManyAttempts,
  TooManyRequestsException: tooManyAttempts,
  TooManyFailedAttemptsException: tooManyAttempts,
}

/** The message for an error code of the API or Cognito, as people see it. */
export const errorMessage = (code: string): string =>
  Object.hasOwn(apiMessages, code) ? apiMessages[code as ErrorCode] : (otherMessages[code] ?? unexpected)
