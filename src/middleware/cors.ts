import type { MiddlewareObj, Request } from '@middy/core'
import { env } from '../env.ts'
import type { HttpEvent, HttpResult } from './event.ts'

const preflight = {
  'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE',
  'access-control-allow-headers': 'authorization,content-type,idempotency-key',
  'access-control-max-age': '7200',
}

export const cors = (): MiddlewareObj<HttpEvent, HttpResult> => {
  const add = ({ event, response }: Request<HttpEvent, HttpResult>) => {
    if (!response) return
    const [first = '', ...others] = env.allowedOrigins
    const origin = event.headers.origin ?? ''
    response.headers = {
      ...response.headers,
      // A foreign origin is not echoed. It gets an allowed one, so that the browser rejects the response.
      'access-control-allow-origin': others.includes(origin) ? origin : first,
      'access-control-expose-headers': 'link,retry-after,x-request-id,x-error-field',
      vary: 'origin',
      ...(event.requestContext.http.method === 'OPTIONS' ? preflight : {}),
    }
  }
  return { after: add, onError: add }
}
