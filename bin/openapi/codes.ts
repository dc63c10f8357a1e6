import { type ErrorCode, errorKinds } from '../../src/domain/error.ts'
import { defaultPageSize, maxPageSize } from '../../src/domain/paging.ts'
import { statuses } from '../../src/middleware/errors.ts'

/** Codes of sign-ups and sockets, which no HTTP route returns. */
type OtherCode = 'action_unknown' | 'cognito_user_id_taken' | 'user_uuid_taken'

export type HttpCode = Exclude<ErrorCode, OtherCode>

/** The description of each error code. */
const descriptions: Record<HttpCode, string> = {
  account_suspended: 'Your account is suspended. You can neither read nor send messages',
  attachment_invalid:
    'The attachment that `X-Error-Field` names cannot be sent: it is not yours, is for another conversation, was not uploaded, is in another message or twice in this one, is older than a day, or is not the picture that was announced',
  attachment_not_found:
    'The picture does not exist, its message was deleted, or you cannot see it. The API does not reveal which',
  attachments_invalid:
    '`attachments` is not an array of at most 10 objects with a `uuid` and, if there is one, an `alt` of at most 250 characters (Unicode code points)',
  body_not_json: 'The body is not valid JSON',
  body_not_object: 'The body is valid JSON, but not an object',
  body_too_large: 'The body is larger than 16 KB',
  bytes_invalid: '`bytes` is not a whole number from 1 to 10,485,760 (10 MB)',
  content_type_invalid: '`content_type` is not `image/jpeg`, `image/png`, `image/webp` or `image/gif`',
  content_type_not_json: 'The `Content-Type` header is not `application/json`',
  cursor_invalid:
    'The cursor is malformed, expired, or belongs to another list; or the request has more than one cursor',
  display_name_invalid:
    '`display_name` is not a string, has more than 64 characters (Unicode code points), nothing visible, or invisible characters that no script or emoji needs',
  emoji_invalid: '`emoji` is not one emoji',
  endpoint_invalid:
    '`endpoint` is not the URL of a known push service, with https and at most 1,024 characters',
  group_full: 'The group has 50 members',
  group_is_direct: 'The conversation is not a group: it has two members, who do not change',
  handle_invalid: '`handle` is not a string, or has no character that a handle can have',
  handle_taken: 'Somebody else has the handle, or had it within the last 30 days',
  height_invalid: '`height` is not a whole number from 1 to 10,000',
  idempotency_key_invalid:
    'The key is not a UUIDv7, or is missing from a message with attachments, or its timestamp is more than 24 hours behind or 5 minutes ahead of the server (see the `Date` header)',
  idempotency_key_reused:
    'The key was already used: for a message with a different text, by another sender or, if the server can tell, in another conversation; or for an edit with a different text',
  internal_error: 'Something went wrong on the server. Include the `X-Request-Id` when you report it',
  is_archived_invalid:
    '`is_archived` is not a boolean, or the conversation is a request that you have not accepted',
  is_marked_unread_invalid: '`is_marked_unread` is not a boolean',
  keys_invalid:
    '`keys` is not an object with `p256dh`, a public key of 65 bytes, and `auth`, a secret of 16 bytes, both in base64url',
  limit_invalid: `The limit is not a whole number from 1 to ${maxPageSize}. The default is ${defaultPageSize}`,
  message_blank: 'The message is missing, or has no visible characters, and has no attachments',
  message_deleted: 'The message was deleted',
  message_exceed_max_chars_1024:
    'The message is longer than 1024 characters (Unicode code points; an emoji can consist of several)',
  message_group_not_found:
    'The conversation does not exist, or you are not a member. The API does not reveal which',
  message_group_uuid_blank:
    'The recipient is missing: neither `message_group_uuid` nor `handle` is a non-empty string',
  message_is_event:
    'The message tells what has happened in a group. It cannot be edited or deleted, and takes no reactions',
  message_not_found: 'The conversation has no such message',
  message_not_text: 'The message is not a string, or not valid Unicode',
  message_to_self: 'The handle is your own',
  message_too_old: 'The message is older than 24 hours',
  message_uuid_blank: 'The `message_uuid` is missing',
  message_uuid_invalid: 'You cannot report this message: it is your own, or its sender has been erased',
  muted_until_invalid: '`muted_until` is neither null nor a time such as `2026-12-24T18:00:00.000Z`',
  not_the_author: 'The message is by somebody else',
  not_the_owner: 'Only the owner of the group can remove others',
  note_invalid: '`note` is not a string, not valid Unicode, or longer than 1000 characters',
  push_subscription_uuid_invalid: 'The path does not contain the UUID of a push subscription',
  q_invalid:
    '`q` is missing, too short (a search for users needs two characters, accents not counted), or has more than 100 characters',
  reason_invalid: '`reason` is not `spam`, `abuse` or `other`',
  reauthentication_required:
    'You signed in more than 5 minutes ago. Sign in again, and repeat the request with the new access token',
  recipient_blocked: 'You have blocked this user',
  recipient_unavailable: 'You cannot write to this user, or add them to a group. The API does not reveal why',
  reply_to_invalid: 'The conversation has no such message, or `reply_to` is not a string',
  request_invalid: '`request` is not `accepted`, `declined` or `pending`',
  route_not_found: 'The route does not exist',
  shows_text_invalid: '`shows_text` is not a boolean',
  since_too_old:
    'The link `since` is older than 30 days, and the changes since then are not known any more. Load the conversation anew',
  state_invalid: '`state` is not `inbox`, `request`, `archived` or `blocked`',
  strangers_invalid: '`strangers` is not `inbox`, `requests` or `nobody`',
  title_invalid:
    '`title` is not a string, has more than 100 characters (Unicode code points), nothing visible, or invisible characters that no script or emoji needs',
  too_many_requests:
    'You sent too many requests of this kind. Retry after the number of seconds in the `Retry-After` header',
  unauthorized: 'The access token is missing or not valid. The API does not reveal which',
  user_not_found: 'No user has this handle or UUID',
  user_uuid_invalid: '`user_uuid` is not a UUID, or the user is yourself',
  user_uuids_invalid: '`user_uuids` is not an array of 1 to 49 UUIDs of others',
  user_unknown: 'The access token is valid, but its user has no profile, or has been erased',
  width_invalid: '`width` is not a whole number from 1 to 10,000',
}

export const httpCodes = Object.keys(descriptions) as HttpCode[]

export const statusOf = (code: ErrorCode): number => statuses[errorKinds[code]]

export const describe = (code: HttpCode): string => `\`${code}\`: ${descriptions[code]}.`
