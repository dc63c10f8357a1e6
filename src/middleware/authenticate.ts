import type { MiddlewareObj } from '@middy/core'
import type { Limit } from '../domain/limit.ts'
import type { User } from '../domain/user.ts'
import { env } from '../env.ts'
import type { HttpEvent, HttpResult } from './event.ts'
import { http } from './http.ts'
import { identify } from './identify.ts'
import { enforceSoftLimit } from './softLimit.ts'

type Authenticated = { user: User; logged?: Record<string, string> }

// POST has none: whatever is created has a limit of its own, which all processes share.
const softLimitOf = (method: string): Limit | undefined => {
  if (method === 'GET') return { name: 'read', most: env.readsPerMinute, seconds: 60 }
  if (method !== 'POST') return { name: 'mark', most: env.marksPerMinute, seconds: 60 }
  return undefined
}

/** Finds the user behind the access token, puts them into the event, and refuses them if they ask too often. */
const authenticate = (): MiddlewareObj<HttpEvent & Authenticated, HttpResult> => ({
  before: async ({ event }) => {
    const { user } = await identify(/^Bearer ([^ ]+)$/i.exec(event.headers.authorization ?? '')?.[1])
    event.user = user
    const limit = softLimitOf(event.requestContext.http.method)
    if (limit) enforceSoftLimit(user.uuid, limit, Date.now())
  },
})

/** The middleware of every function that requires an access token. */
export const authenticated = () => http().use(authenticate())
