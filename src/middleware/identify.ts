import { createCache } from '../cache.ts'
import { VisibleError } from '../domain/error.ts'
import type { User } from '../domain/user.ts'
import { getUserByCognitoId } from '../repository/users.ts'
import { verifyAccessToken } from './accessToken.ts'

// How long a process may use an outdated profile: one with an old name, one from before the user signed out everywhere, or one
// without the suspension of the account. A suspension ends access to conversations at once, because it also marks every
// membership of the user.
const profileTtlMs = 60_000
const profiles = createCache<User>()

export type IdentifyOptions = {
  /** Whether a cached profile is recent enough. */
  mayBeCached?: boolean
}

const getProfile = async (cognitoUserId: string, now: number, { mayBeCached = true }: IdentifyOptions) => {
  const cached = mayBeCached ? profiles.get(cognitoUserId, now) : undefined
  if (cached) return cached
  const user = await getUserByCognitoId(cognitoUserId)
  if (!user) throw new VisibleError('user_unknown')
  if (user.suspendedAt) throw new VisibleError('account_suspended')
  profiles.set(cognitoUserId, user, { now, until: now + profileTtlMs })
  return user
}

type SignIn = {
  user: User
  /** When the user entered their password, in whole seconds. Cognito keeps it when it renews a token. */
  signedInAt: number
  /** When the token expires. */
  expiresAtSeconds: number
}

/** Finds the user of an access token, for HTTP and sockets alike. */
export const identify = async (token: string | undefined, options: IdentifyOptions = {}): Promise<SignIn> => {
  if (!token) throw new VisibleError('unauthorized')
  const { sub, exp, auth_time = 0 } = await verifyAccessToken(token)
  const signedInAt = auth_time * 1000
  const user = await getProfile(sub, Date.now(), options)
  if (user.signedOutAt !== undefined && signedInAt <= Date.parse(user.signedOutAt))
    throw new VisibleError('unauthorized')
  return { user, signedInAt, expiresAtSeconds: exp }
}
