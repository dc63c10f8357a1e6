/** A request that failed, with the code of the API or Cognito; `unreachable` when there was no response. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: string
  /** The same request may succeed later. */
  readonly isTransient: boolean
  /** The server's Retry-After, where it sent one. */
  readonly retryAfterMs: number | undefined

  constructor(code: string, status = 0, retryAfterMs?: number) {
    super(code)
    this.code = code
    this.retryAfterMs = retryAfterMs
    this.isTransient = status === 0 || status === 429 || status >= 500
  }
}

/** The code of a RequestError. Any other error is a bug, and is thrown again. */
export const codeOf = (error: unknown): string => {
  if (error instanceof RequestError) return error.code
  throw error
}
