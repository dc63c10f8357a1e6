import type { MiddlewareObj } from '@middy/core'
import { type ErrorKind, VisibleError } from '../domain/error.ts'
import type { HttpEvent, HttpResult } from './event.ts'

export const statuses: Record<ErrorKind, number> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  invalid: 422,
  too_many: 429,
  unforeseen: 500,
}

/** The one place where a mistake becomes a status and an array of codes. */
export const errors = (): MiddlewareObj<HttpEvent, HttpResult> => ({
  onError: (request) => {
    const visible = request.error instanceof VisibleError ? request.error : new VisibleError('internal_error')
    const { code, kind, retryAfterSeconds } = visible
    request.response = {
      statusCode: statuses[kind],
      ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
      body: JSON.stringify([code]),
    }
  },
})
