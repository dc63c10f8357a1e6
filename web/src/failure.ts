/** Something that did not go well, by the code that the API or Cognito gave it; `unreachable` when nobody answered. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: string
  /** It may go well another time, without anything being changed. */
  readonly isPassing: boolean
  /** How long the server wants us to wait, where it says so. */
  readonly retryAfterMs: number | undefined

  constructor(code: string, status = 0, retryAfterMs?: number) {
    super(code)
    this.code = code
    this.retryAfterMs = retryAfterMs
    this.isPassing = status === 0 || status === 429 || status >= 500
  }
}

export const codeOf = (error: unknown): string => {
  if (error instanceof Failure) return error.code
  throw error
}
