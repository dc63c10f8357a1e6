import type { ErrorCode } from '../../src/domain/error.ts'

const ours = 'Something went wrong on our side. Please try again in a moment.'
const unreachable = 'We cannot reach Cruddur. Check your connection and try again.'

// Every code of the API has its words: one that is added there is missed here by the compiler.
const ofApi: Record<ErrorCode, string> = {
  action_unknown: ours,
  body_not_json: ours,
  body_not_object: ours,
  body_too_large: 'That is too long to be sent.',
  cognito_user_id_taken: ours,
  content_type_not_json: ours,
  cursor_invalid: 'That place in the list is gone. Reload to see what is there now.',
  handle_taken: 'Somebody else has that handle already.',
  idempotency_key_invalid:
    'This was written too long ago, or your clock is wrong. Take it back and send it anew.',
  idempotency_key_reused: 'This could not be sent. Take it back and send it anew.',
  internal_error: ours,
  limit_invalid: ours,
  message_blank: 'There is nothing in that message.',
  message_exceed_max_chars_1024: 'A message can have 1,024 characters at most.',
  message_group_not_found: 'There is no such conversation, or it is not one of yours.',
  message_group_uuid_blank: ours,
  message_not_found: 'That message is not there.',
  message_not_text: 'That message holds something that is no text.',
  message_to_self: 'That is you. Find somebody else to write to.',
  message_uuid_blank: ours,
  route_not_found: ours,
  too_many_requests: 'That was a little fast. Wait a moment and try again.',
  unauthorized: 'Your session has ended. Please sign in again.',
  user_not_found: 'Nobody here has that handle.',
  user_unknown: 'Your profile is not ready yet. Try again in a moment.',
  user_uuid_taken: ours,
}

const ofOthers: Record<string, string> = {
  unreachable,
  challenge_unknown: 'Your account asks for a step that this app does not know.',
  NotAuthorizedException: 'That e-mail address and that password do not belong together.',
  UserNotFoundException: 'Nobody has signed up with that e-mail address.',
  UserNotConfirmedException: 'You have not confirmed your e-mail address yet.',
  UsernameExistsException:
    'Somebody has signed up with that e-mail address already. Is it you? Then sign in.',
  CodeMismatchException: 'That is not the code that we sent. Look again, the newest e-mail counts.',
  ExpiredCodeException: 'That code has expired. Ask for another.',
  InvalidPasswordException: 'That password will not do: it needs at least 12 characters.',
  InvalidParameterException: 'Something is missing there, or not as it should be.',
  PasswordResetRequiredException: 'You need a new password: use “Forgotten your password?”.',
  LimitExceededException: 'That was too often. Wait a while and try again.',
  TooManyRequestsException: 'That was too often. Wait a while and try again.',
  TooManyFailedAttemptsException: 'That was too often. Wait a while and try again.',
}

/** What went wrong, as a person would say it. */
export const wordsFor = (code: string): string =>
  Object.hasOwn(ofApi, code) ? ofApi[code as ErrorCode] : (ofOthers[code] ?? ours)
