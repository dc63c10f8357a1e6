import type { MiddlewareObj, Request } from '@middy/core'
import { env } from '../env.ts'
import type { HttpEvent, HttpResult } from './httpEvent.ts'

const preflightHeaders = {
  'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE',
  'access-control-allow-headers': 'authorization,content-type,idempotency-key',
  'access-control-max-age': '7200',
}

export const cors = (): MiddlewareObj<HttpEvent, HttpResult> => {
  const addHeaders = ({ event, response }: Request<HttpEvent, HttpResult>) => {
    if (!response) return
    const [defaultOrigin = '', ...otherOrigins] = env.allowedOrigins
    const origin = event.headers.origin ?? ''
    response.headers = {
      ...response.headers,
      // An origin that is not allowed gets one that is, so that the browser rejects the response.
      'access-control-allow-origin': otherOrigins.includes(origin) ? origin : defaultOrigin,
      'access-control-expose-headers': 'link,retry-after,x-request-id,x-error-field',
      vary: 'origin',
      ...(event.requestContext.http.method === 'OPTIONS' ? preflightHeaders : {}),
    }
  }
  return { after: addHeaders, onError: addHeaders }
}
