import middy from '@middy/core'
import { cors } from './cors.ts'
import { errors } from './errors.ts'
import type { HttpEvent, HttpResult } from './event.ts'
import { headers } from './headers.ts'
import { logRequest } from './logRequest.ts'

/** The middleware of every HTTP function. Errors pass it in reverse order: `errors` responds, then the others see the response. */
export const http = () =>
  middy<HttpEvent, HttpResult>().use(logRequest()).use(headers()).use(cors()).use(errors())

/** Success, always 200; links to other pages, where there are any, go into the header. */
export const ok = (body: unknown, links: string[] = []): HttpResult => ({
  statusCode: 200,
  ...(links.length > 0 ? { headers: { link: links.join(', ') } } : {}),
  body: JSON.stringify(body),
})
