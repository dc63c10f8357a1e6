import middy from '@middy/core'
import { cors } from './cors.ts'
import { errors } from './errors.ts'
import { headers } from './headers.ts'
import type { HttpEvent, HttpResult } from './httpEvent.ts'
import { logRequest } from './logRequest.ts'

/** The middleware of every HTTP function. Middy runs `onError` in reverse order: `errors` sets the response first. */
export const http = () =>
  middy<HttpEvent, HttpResult>().use(logRequest()).use(headers()).use(cors()).use(errors())

export const ok = (body: unknown, links: string[] = []): HttpResult => ({
  statusCode: 200,
  ...(links.length > 0 ? { headers: { link: links.join(', ') } } : {}),
  body: JSON.stringify(body),
})
