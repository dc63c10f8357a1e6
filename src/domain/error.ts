/** Every code that a caller can see, and the kind of error that it is. */
export const errorKinds = {
  account_suspended: 'forbidden',
  action_unknown: 'invalid',
  attachment_invalid: 'invalid',
  attachment_not_found: 'not_found',
  attachments_invalid: 'invalid',
  body_not_json: 'malformed',
  body_not_object: 'invalid',
  body_too_large: 'too_large',
  bytes_invalid: 'invalid',
  cognito_user_id_taken: 'conflict',
  content_type_invalid: 'invalid',
  content_type_not_json: 'unsupported',
  cursor_invalid: 'malformed',
  display_name_invalid: 'invalid',
  emoji_invalid: 'invalid',
  endpoint_invalid: 'invalid',
  group_full: 'invalid',
  group_is_direct: 'invalid',
  handle_invalid: 'invalid',
  handle_taken: 'conflict',
  height_invalid: 'invalid',
  idempotency_key_invalid: 'malformed',
  idempotency_key_reused: 'conflict',
  internal_error: 'unforeseen',
  is_archived_invalid: 'invalid',
  is_marked_unread_invalid: 'invalid',
  keys_invalid: 'invalid',
  limit_invalid: 'malformed',
  message_blank: 'invalid',
  message_deleted: 'invalid',
  message_exceed_max_chars_1024: 'invalid',
  message_group_not_found: 'not_found',
  message_group_uuid_blank: 'invalid',
  message_is_event: 'invalid',
  message_not_found: 'not_found',
  message_not_text: 'invalid',
  message_to_self: 'invalid',
  message_too_old: 'invalid',
  message_uuid_blank: 'invalid',
  message_uuid_invalid: 'invalid',
  muted_until_invalid: 'invalid',
  not_the_author: 'forbidden',
  not_the_owner: 'forbidden',
  note_invalid: 'invalid',
  push_subscription_uuid_invalid: 'invalid',
  q_invalid: 'malformed',
  reason_invalid: 'invalid',
  reauthentication_required: 'forbidden',
  recipient_blocked: 'forbidden',
  recipient_unavailable: 'forbidden',
  reply_to_invalid: 'invalid',
  request_invalid: 'invalid',
  route_not_found: 'not_found',
  shows_text_invalid: 'invalid',
  since_too_old: 'gone',
  state_invalid: 'malformed',
  strangers_invalid: 'invalid',
  title_invalid: 'invalid',
  too_many_requests: 'too_many',
  unauthorized: 'unauthenticated',
  user_not_found: 'not_found',
  user_unknown: 'forbidden',
  user_uuid_invalid: 'invalid',
  user_uuids_invalid: 'invalid',
  user_uuid_taken: 'conflict',
  width_invalid: 'invalid',
} as const

export type ErrorCode = keyof typeof errorKinds
export type ErrorKind = (typeof errorKinds)[ErrorCode]

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorKinds, text)

/** An error that the caller may see. Every other error is answered as `internal_error`. */
export class VisibleError extends Error {
  override readonly name = 'VisibleError'
  readonly code: ErrorCode
  readonly kind: ErrorKind
  /** When the caller may retry. */
  readonly retryAfterSeconds: number | undefined
  /** The field that is meant, where several could be. */
  readonly field: string | undefined

  constructor(
    code: ErrorCode,
    { retryAfterSeconds, field }: { retryAfterSeconds?: number; field?: string | undefined } = {},
  ) {
    super(code)
    this.code = code
    this.kind = errorKinds[code]
    this.retryAfterSeconds = retryAfterSeconds
    this.field = field
  }
}
