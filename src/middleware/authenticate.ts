import type { MiddlewareObj } from '@middy/core'
import type { Limit } from '../domain/limit.ts'
import type { User } from '../domain/user.ts'
import { env } from '../env.ts'
import { enforceSoftLimit } from '../softLimits.ts'
import { http } from './http.ts'
import type { HttpEvent, HttpResult } from './httpEvent.ts'
import { type IdentifyOptions, identify } from './identify.ts'

type Authenticated = { user: User; signedInAt: number; logged?: Record<string, string> }

// POST has none: everything that can be created has a limit of its own, which all processes share.
const softLimitOf = (method: string): Limit | undefined => {
  if (method === 'GET') return { name: 'read', max: env.readsPerMinute, windowSeconds: 60 }
  if (method !== 'POST') return { name: 'mark', max: env.marksPerMinute, windowSeconds: 60 }
  return undefined
}

const tokenIn = (authorization = ''): string | undefined => /^Bearer ([^ ]+)$/i.exec(authorization)?.[1]

/** Puts the user of the access token into the event, and enforces the soft limit of the method. */
const authenticate = (options: IdentifyOptions): MiddlewareObj<HttpEvent & Authenticated, HttpResult> => ({
  before: async ({ event }) => {
    const { user, signedInAt } = await identify(tokenIn(event.headers.authorization), options)
    Object.assign(event, { user, signedInAt })
    const limit = softLimitOf(event.requestContext.http.method)
    if (limit) enforceSoftLimit(user.uuid, limit, Date.now())
  },
})

/** The middleware of every function that requires an access token. */
export const authenticated = (options: IdentifyOptions = {}) => http().use(authenticate(options))
