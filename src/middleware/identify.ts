import { createCache } from '../cache.ts'
import { VisibleError } from '../domain/error.ts'
import type { User } from '../domain/user.ts'
import { getUserByCognitoId } from '../repository/users.ts'
import { verifyAccessToken } from './accessToken.ts'

// How long a process may use an outdated profile: with an old name, or without the suspension of the account. A suspension
// ends access to conversations at once, because it also marks every membership of the user.
const profileTtlMs = 60_000
const profiles = createCache<User>()

type Options = {
  /** Whether a cached profile is recent enough. */
  mayBeCached?: boolean
}

const getProfile = async (cognitoUserId: string, now: number, { mayBeCached = true }: Options) => {
  const cached = mayBeCached ? profiles.get(cognitoUserId, now) : undefined
  if (cached) return cached
  const user = await getUserByCognitoId(cognitoUserId)
  if (!user) throw new VisibleError('user_unknown')
  if (user.suspendedAt) throw new VisibleError('account_suspended')
  profiles.set(cognitoUserId, user, { now, until: now + profileTtlMs })
  return user
}

/** Finds the user of an access token, for HTTP and sockets alike, and when the token expires. */
export const identify = async (
  token: string | undefined,
  options: Options = {},
): Promise<{ user: User; expiresAtSeconds: number }> => {
  if (!token) throw new VisibleError('unauthorized')
  const { sub, exp } = await verifyAccessToken(token)
  return { user: await getProfile(sub, Date.now(), options), expiresAtSeconds: exp }
}
