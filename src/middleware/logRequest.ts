import type { MiddlewareObj, Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import type { User } from '../domain/user.ts'
import { errorFacts, log } from '../log.ts'
import type { HttpEvent, HttpResult } from './httpEvent.ts'

/** A handler can put further facts for the log into `logged`. */
type Loggable = HttpEvent & { user?: User; logged?: Record<string, string> }
type Timed = { startedAt?: number }

const write = (request: Request<Loggable, HttpResult, Error, Context, Timed>) => {
  const { event, context, response, error, internal } = request
  const now = performance.now()
  const status = response?.statusCode ?? 500
  const facts = {
    request_id: context.awsRequestId,
    route: event.routeKey,
    status,
    duration_ms: Math.round(now - (internal.startedAt ?? now)),
    user_uuid: event.user?.uuid,
    ...event.logged,
  }
  if (status >= 500) log.error('request', { ...facts, ...errorFacts(error) })
  else log.info('request', facts)
}

/** Writes one line per request. An unforeseen error is logged here and nowhere else. */
export const logRequest = (): MiddlewareObj<Loggable, HttpResult, Error, Context, Timed> => ({
  before: ({ internal }) => {
    internal.startedAt = performance.now()
  },
  after: write,
  onError: write,
})
