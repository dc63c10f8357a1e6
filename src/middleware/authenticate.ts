import type { MiddlewareObj } from '@middy/core'
import { VisibleError } from '../domain/error.ts'
import type { User } from '../domain/user.ts'
import { getUserByCognitoId } from '../repository/users.ts'
import { verifyAccessToken } from '../token.ts'
import type { HttpEvent, HttpResult } from './event.ts'
import { http } from './http.ts'

type Authenticated = { user: User }

// A profile is read once a warm process and kept for five minutes: that long may a new name take to show.
const keptForMs = 5 * 60_000
const mostKept = 10_000
const kept = new Map<string, { user: User; until: number }>()

const userBehind = async (cognitoUserId: string): Promise<User> => {
  const known = kept.get(cognitoUserId)
  if (known && known.until > Date.now()) return known.user
  const user = await getUserByCognitoId(cognitoUserId)
  if (!user) throw new VisibleError('user_unknown')
  if (kept.size >= mostKept) kept.clear()
  kept.set(cognitoUserId, { user, until: Date.now() + keptForMs })
  return user
}

/** Finds the user behind the access token and lays them into the event. */
const authenticate = (): MiddlewareObj<HttpEvent & Authenticated, HttpResult> => ({
  before: async ({ event }) => {
    const token = /^Bearer ([^ ]+)$/i.exec(event.headers.authorization ?? '')?.[1]
    if (!token) throw new VisibleError('unauthorized')
    const { sub } = await verifyAccessToken(token)
    event.user = await userBehind(sub)
  },
})

/** What every function behind a token wears. */
export const authenticated = () => http().use(authenticate())
