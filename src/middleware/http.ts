import middy from '@middy/core'
import { cors } from './cors.ts'
import { errors } from './errors.ts'
import type { HttpEvent, HttpResult } from './event.ts'
import { headers } from './headers.ts'
import { logRequest } from './logRequest.ts'

/** What every HTTP function wears. The way out runs in reverse: `errors` answers first, the others see its answer. */
export const http = () =>
  middy<HttpEvent, HttpResult>().use(logRequest()).use(headers()).use(cors()).use(errors())

/** Success, always 200; links to other pages, where there are any, go into the header. */
export const ok = (body: unknown, links: string[] = []): HttpResult => ({
  statusCode: 200,
  ...(links.length > 0 ? { headers: { link: links.join(', ') } } : {}),
  body: JSON.stringify(body),
})
