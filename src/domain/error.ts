/** Every code that a caller can see, with the kind of mistake that it names. */
const kinds = {
  body_not_json: 'malformed',
  body_not_object: 'invalid',
  body_too_large: 'too_large',
  content_type_not_json: 'unsupported',
  handle_taken: 'conflict',
  internal_error: 'unforeseen',
  route_not_found: 'not_found',
  unauthorized: 'unauthenticated',
  user_not_found: 'not_found',
  user_unknown: 'forbidden',
  user_uuid_taken: 'conflict',
} as const

export type ErrorCode = keyof typeof kinds
export type ErrorKind = (typeof kinds)[ErrorCode]

/** A mistake that the caller may know of. Whatever else is thrown is ours, and answered as `internal_error`. */
export class VisibleError extends Error {
  override readonly name = 'VisibleError'
  readonly code: ErrorCode
  readonly kind: ErrorKind

  constructor(code: ErrorCode) {
    super(code)
    this.code = code
    this.kind = kinds[code]
  }
}
