import middy from '@middy/core'
import { cors } from './cors.ts'
import { errors } from './errors.ts'
import type { HttpEvent, HttpResult } from './event.ts'
import { headers } from './headers.ts'
import { logRequest } from './logRequest.ts'

/** What every HTTP function wears. The way out runs in reverse: `errors` answers first, the others see its answer. */
export const http = () =>
  middy<HttpEvent, HttpResult>().use(logRequest()).use(headers()).use(cors()).use(errors())

export const ok = (body: unknown): HttpResult => ({ statusCode: 200, body: JSON.stringify(body) })
