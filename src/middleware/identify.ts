import { createCache } from '../cache.ts'
import { VisibleError } from '../domain/error.ts'
import type { User } from '../domain/user.ts'
import { getUserByCognitoId } from '../repository/users.ts'
import { verifyAccessToken } from './accessToken.ts'

const profileTtlMs = 5 * 60_000 // how long a process may use an old name
const profiles = createCache<User>()

const getProfile = async (cognitoUserId: string, now: number): Promise<User> => {
  const cached = profiles.get(cognitoUserId, now)
  if (cached) return cached
  const user = await getUserByCognitoId(cognitoUserId)
  if (!user) throw new VisibleError('user_unknown')
  profiles.set(cognitoUserId, user, { now, until: now + profileTtlMs })
  return user
}

/** Finds the user of an access token, for HTTP and sockets alike, and when the token expires. */
export const identify = async (
  token: string | undefined,
): Promise<{ user: User; expiresAtSeconds: number }> => {
  if (!token) throw new VisibleError('unauthorized')
  const { sub, exp } = await verifyAccessToken(token)
  return { user: await getProfile(sub, Date.now()), expiresAtSeconds: exp }
}
