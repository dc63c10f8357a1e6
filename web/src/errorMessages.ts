import type { ErrorCode } from '../../src/domain/error.ts'

const unexpected = 'Something went wrong. Please try again.'

// A Record over all codes of the API: a new code without a message is a compile error.
const apiMessages: Record<ErrorCode, string> = {
  account_suspended: 'Your account is suspended.',
  action_unknown: unexpected,
  body_not_json: unexpected,
  body_not_object: unexpected,
  body_too_large: 'Your message is too long.',
  cognito_user_id_taken: unexpected,
  content_type_not_json: unexpected,
  cursor_invalid: 'This list is out of date. Reload the page.',
  display_name_invalid: 'A name can have up to 64 characters, and at least one of them must be visible.',
  emoji_invalid: "This isn't an emoji.",
  handle_invalid: 'A handle needs at least one letter or digit from the Latin alphabet.',
  handle_taken: 'This handle is already taken.',
  idempotency_key_invalid:
    "This message was written too long ago, or this device's clock is wrong. Edit it and send it again.",
  idempotency_key_reused: "This message couldn't be sent. Edit it and send it again.",
  internal_error: unexpected,
  is_archived_invalid: 'Accept the request before you archive the conversation.',
  is_marked_unread_invalid: unexpected,
  limit_invalid: unexpected,
  message_blank: "You can't send an empty message.",
  message_deleted: 'This message was deleted.',
  message_exceed_max_chars_1024: 'A message can have up to 1,024 characters.',
  message_group_not_found: "This conversation doesn't exist, or you're not part of it.",
  message_group_uuid_blank: unexpected,
  message_not_found: "This message doesn't exist.",
  message_not_text: "This message contains characters that can't be sent.",
  message_to_self: "You can't message yourself.",
  message_too_old: 'A message can be edited for 24 hours.',
  message_uuid_blank: unexpected,
  message_uuid_invalid: "This message can't be reported.",
  muted_until_invalid: unexpected,
  not_the_author: 'This message is by somebody else.',
  note_invalid: 'A note can have up to 1,000 characters.',
  q_invalid: 'A search can have up to 100 characters.',
  reason_invalid: unexpected,
  recipient_blocked: 'You have blocked this person. Unblock them to write to them.',
  recipient_unavailable: "You can't write to this person.",
  reply_to_invalid: "The message that you're replying to doesn't exist.",
  request_invalid: unexpected,
  route_not_found: unexpected,
  since_too_old: unexpected,
  state_invalid: unexpected,
  strangers_invalid: unexpected,
  too_many_requests: "You're doing that too fast. Try again in a moment.",
  unauthorized: 'Your session has expired. Sign in again.',
  user_not_found: "This account doesn't exist.",
  user_unknown: "Your account isn't ready yet. Try again in a moment.",
  user_uuid_invalid: unexpected,
  user_uuid_taken: unexpected,
}

/** The message for an error code of the API, as people see it. */
export const errorMessage = (code: string): string => {
  if (code === 'unreachable') return "Can't connect. Check your internet connection and try again."
  return Object.hasOwn(apiMessages, code) ? apiMessages[code as ErrorCode] : unexpected
}

/** Whether a message that was refused with this code can be sent later: at once, or after the person has changed something. */
export const canRetry = (code: string | undefined): boolean =>
  code !== undefined && code !== 'recipient_unavailable'
