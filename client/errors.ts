type Details = {
  status?: number
  retryAfterMs?: number | undefined
  requestId?: string | undefined
  field?: string | undefined
}

/** A request that failed, with the code of the API or of Cognito; `unreachable` if there was no valid response. */
export class MessengerError extends Error {
  override readonly name = 'MessengerError'
  readonly code: string
  /** The HTTP status; 0 if there was no valid response. */
  readonly status: number
  /** The same request may succeed later. */
  readonly isRetryable: boolean
  readonly retryAfterMs: number | undefined
  /** The `x-request-id` of the response, for the logs of the server. */
  readonly requestId: string | undefined
  /** The field of the request that the error is about, if several could be meant: `user_uuids[1]`. */
  readonly field: string | undefined

  constructor(code: string, { status = 0, retryAfterMs, requestId, field }: Details = {}) {
    super(code)
    this.code = code
    this.status = status
    this.isRetryable = status === 0 || status === 429 || status >= 500
    this.retryAfterMs = retryAfterMs
    this.requestId = requestId
    this.field = field
  }
}

/** Returns a MessengerError. Any other error is a bug, and is thrown again. */
export const messengerErrorOf = (error: unknown): MessengerError => {
  if (error instanceof MessengerError) return error
  throw error
}
