import { createCache } from '../cache.ts'
import { VisibleError } from '../domain/error.ts'
import type { User } from '../domain/user.ts'
import { getUserByCognitoId } from '../repository/users.ts'
import { verifyAccessToken } from './accessToken.ts'

// A process reads a profile once in five minutes: a new name can take that long to appear.
const cachedForMs = 5 * 60_000
const profiles = createCache<User>()

const userBehind = async (cognitoUserId: string, now: number): Promise<User> => {
  const known = profiles.get(cognitoUserId, now)
  if (known) return known
  const user = await getUserByCognitoId(cognitoUserId)
  if (!user) throw new VisibleError('user_unknown')
  profiles.set(cognitoUserId, user, { now, until: now + cachedForMs })
  return user
}

/** Who bears this access token, over HTTP and over sockets alike, and until when. */
export const identify = async (
  token: string | undefined,
): Promise<{ user: User; expiresAtSeconds: number }> => {
  if (!token) throw new VisibleError('unauthorized')
  const { sub, exp } = await verifyAccessToken(token)
  return { user: await userBehind(sub, Date.now()), expiresAtSeconds: exp }
}
