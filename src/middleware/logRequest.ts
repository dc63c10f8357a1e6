import type { MiddlewareObj, Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import type { User } from '../domain/user.ts'
import { errorFacts, log } from '../log.ts'
import type { HttpEvent, HttpResult } from './event.ts'

/** What of the event is logged; a handler may add what leads on from here. */
type Seen = HttpEvent & { user?: User; logged?: Record<string, string> }
type Timed = { startedAt?: number }

const write = ({
  event,
  context,
  response,
  error,
  internal,
}: Request<Seen, HttpResult, Error, Context, Timed>) => {
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

/** One line a request. An unforeseen error stands in it, and nowhere else. */
export const logRequest = (): MiddlewareObj<Seen, HttpResult, Error, Context, Timed> => ({
  before: ({ internal }) => {
    internal.startedAt = performance.now()
  },
  after: write,
  onError: write,
})
