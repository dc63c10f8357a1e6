import { VisibleError } from '../domain/error.ts'
import type { User } from '../domain/user.ts'
import { getUserByCognitoId } from '../repository/users.ts'
import { verifyAccessToken } from '../token.ts'

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

/** Who bears this access token, over HTTP and over sockets alike, and until when. */
export const identify = async (
  token: string | undefined,
): Promise<{ user: User; expiresAtSeconds: number }> => {
  if (!token) throw new VisibleError('unauthorized')
  const { sub, exp } = await verifyAccessToken(token)
  return { user: await userBehind(sub), expiresAtSeconds: exp }
}
