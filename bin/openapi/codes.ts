import { type ErrorCode, errorKinds } from '../../src/domain/error.ts'
import { defaultPageSize, maxPageSize } from '../../src/domain/paging.ts'
import { statuses } from '../../src/middleware/errors.ts'

/** What a sign-up or a socket may run into: no route answers with it. */
type OtherCode = 'action_unknown' | 'cognito_user_id_taken' | 'handle_taken' | 'user_uuid_taken'

export type HttpCode = Exclude<ErrorCode, OtherCode>

/** What each error code means. */
export const meanings: Record<HttpCode, string> = {
  body_not_json: 'the body is no JSON',
  body_not_object: 'the body is JSON, but no object',
  body_too_large: 'the body has more than 16 KB',
  content_type_not_json: 'the Content-Type is not `application/json`',
  cursor_invalid:
    'the cursor is none of ours, or belongs to another list, or is too old, or there is more than one',
  idempotency_key_invalid:
    'the key is no UUIDv7, or was minted more than 24 hours before or 5 minutes after the time of the server, which the `Date` header says',
  idempotency_key_reused:
    'the key stands for another message already: of another text, another sender or, as far as can be told, another conversation',
  internal_error: 'something of ours has failed; the id in `X-Request-Id` leads to what',
  limit_invalid: `the limit is no number from 1 to ${maxPageSize} (left out, it is ${defaultPageSize})`,
  message_blank: 'there is no message, or nothing visible in it',
  message_exceed_max_chars_1024:
    'the message has more than 1024 characters (Unicode code points: an emoji may be several)',
  message_group_not_found:
    'there is no such conversation, or you are not in it: the two look the same on purpose',
  message_group_uuid_blank: 'it is not said for whom: neither `message_group_uuid` nor `handle` is a text',
  message_not_found: 'there is no such message in this conversation',
  message_not_text: 'the message is no text, or no valid Unicode',
  message_to_self: 'the handle is your own',
  message_uuid_blank: 'it is not said up to which message',
  route_not_found: 'there is no such route',
  too_many_requests:
    'you have made too many requests of this kind in too short a time; `Retry-After` says in how many seconds to try again',
  unauthorized: 'there is no access token, or not a valid one; why is not said',
  user_not_found: 'nobody has this handle',
  user_unknown: 'the token is valid, but its owner has no profile yet',
}

export const httpCodes = Object.keys(meanings) as HttpCode[]

export const statusOf = (code: ErrorCode): number => statuses[errorKinds[code]]

export const explained = (code: HttpCode): string => `\`${code}\`: ${meanings[code]}.`
