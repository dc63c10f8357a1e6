import type { MiddlewareObj } from '@middy/core'
import type { User } from '../domain/user.ts'
import type { HttpEvent, HttpResult } from './event.ts'
import { http } from './http.ts'
import { identify } from './identify.ts'

type Authenticated = { user: User; logged?: Record<string, string> }

/** Finds the user behind the access token and lays them into the event. */
const authenticate = (): MiddlewareObj<HttpEvent & Authenticated, HttpResult> => ({
  before: async ({ event }) => {
    const { user } = await identify(/^Bearer ([^ ]+)$/i.exec(event.headers.authorization ?? '')?.[1])
    event.user = user
  },
})

/** What every function behind a token wears. */
export const authenticated = () => http().use(authenticate())
