import type { MiddlewareObj, Request } from '@middy/core'
import type { HttpEvent, HttpResult } from './httpEvent.ts'

const defaultHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
}

export const headers = (): MiddlewareObj<HttpEvent, HttpResult> => {
  const addHeaders = ({ context, response }: Request<HttpEvent, HttpResult>) => {
    if (response) {
      response.headers = { ...defaultHeaders, 'x-request-id': context.awsRequestId, ...response.headers }
    }
  }
  return { after: addHeaders, onError: addHeaders }
}
