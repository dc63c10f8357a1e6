import type { ErrorCode } from '../../src/domain/error.ts'

/** Errors that no action of a person causes. They have one text in common. */
type Unexpected =
  | 'action_unknown'
  | 'body_not_json'
  | 'body_not_object'
  | 'cognito_user_id_taken'
  | 'content_type_not_json'
  | 'internal_error'
  | 'is_marked_unread_invalid'
  | 'limit_invalid'
  | 'message_group_uuid_blank'
  | 'message_uuid_blank'
  | 'muted_until_invalid'
  | 'reason_invalid'
  | 'request_invalid'
  | 'route_not_found'
  | 'since_too_old'
  | 'state_invalid'
  | 'strangers_invalid'
  | 'user_uuid_invalid'
  | 'user_uuid_taken'

/** Errors with a text of their own: a new code of the API is one of them, and so a compile error until it has a text. */
export type ErrorWithText = Exclude<ErrorCode, Unexpected> | 'unreachable'
