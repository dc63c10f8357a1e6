import type { MiddlewareObj } from '@middy/core'
import { type ErrorKind, VisibleError } from '../domain/error.ts'
import type { HttpEvent, HttpResult } from './httpEvent.ts'

export const statuses: Record<ErrorKind, number> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported: 415,
  invalid: 422,
  too_many: 429,
  unforeseen: 500,
}

const isOfBodyParser = (error: Error | null | undefined): boolean =>
  (error?.cause as { package?: string } | undefined)?.package === '@middy/http-json-body-parser'

const visibleErrorOf = (error: Error | null | undefined): VisibleError => {
  if (error instanceof VisibleError) return error
  return new VisibleError(isOfBodyParser(error) ? 'body_not_json' : 'internal_error')
}

/** The only place where an error becomes a status and an array of codes. */
export const errors = (): MiddlewareObj<HttpEvent, HttpResult> => ({
  onError: (request) => {
    const { code, kind, retryAfterSeconds, field } = visibleErrorOf(request.error)
    request.response = {
      statusCode: statuses[kind],
      headers: {
        ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
        ...(field === undefined ? {} : { 'x-error-field': field }),
      },
      body: JSON.stringify([code]),
    }
  },
})
