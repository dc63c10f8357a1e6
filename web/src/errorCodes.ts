import type { ErrorCode } from '../../src/domain/error.ts'

/** Errors that no action of a person causes. They have one text in common. */
type Unexpected =
  | 'action_unknown'
  | 'attachment_not_found'
  | 'body_not_json'
  | 'body_not_object'
  | 'bytes_invalid'
  | 'cognito_user_id_taken'
  | 'content_type_invalid'
  | 'content_type_not_json'
  | 'height_invalid'
  | 'internal_error'
  | 'is_marked_unread_invalid'
  | 'keys_invalid'
  | 'limit_invalid'
  | 'message_group_uuid_blank'
  | 'message_uuid_blank'
  | 'muted_until_invalid'
  | 'push_subscription_uuid_invalid'
  | 'reason_invalid'
  | 'request_invalid'
  | 'route_not_found'
  | 'shows_text_invalid'
  | 'since_too_old'
  | 'state_invalid'
  | 'strangers_invalid'
  | 'user_uuid_invalid'
  | 'user_uuid_taken'
  | 'width_invalid'

/** Errors with a text of their own: a new code of the API is one of them, and so a compile error until it has a text. */
export type ErrorWithText =
  | Exclude<ErrorCode, Unexpected>
  | 'attachment_lost'
  | 'push_unavailable'
  | 'unreachable'

/** Errors that people see while the rest of the client is not loaded yet. */
export type StartError = Extract<
  ErrorWithText,
  | 'account_suspended'
  | 'cursor_invalid'
  | 'message_group_not_found'
  | 'message_not_found'
  | 'too_many_requests'
  | 'unauthorized'
  | 'unreachable'
  | 'user_unknown'
>
