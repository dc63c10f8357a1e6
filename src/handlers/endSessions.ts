import { inParallel } from '../inParallel.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { hasEnded } from '../middleware/identify.ts'
import { disconnectAll } from '../push.ts'
import { listDevices } from '../repository/connections.ts'
import { enforceChangeLimit } from '../repository/limits.ts'
import { endSignIns } from '../repository/profile.ts'
import { deleteSubscription } from '../repository/subscriptions.ts'

/**
 * Signs the user out everywhere. Cognito does not end access tokens before they expire, so the profile says which have ended.
 * If the function ended too early, the client repeats the request with a token that has ended by then: what was there before
 * is deleted, and later sign-ins go on.
 */
export const handler = authenticated({ mayHaveEnded: true }).handler(async ({ user, signedInAt }) => {
  const now = Date.now()
  await enforceChangeLimit(user.uuid, now)
  const isRepeated = hasEnded(user, signedInAt)
  if (!isRepeated) await endSignIns(user.uuid, now)
  const lastAt = isRepeated ? Date.parse(user.signedOutAt ?? '') : Number.POSITIVE_INFINITY
  const { connections, subscriptions } = await listDevices(user.uuid, { consistent: true })
  await inParallel(
    subscriptions.filter(({ registeredAt }) => registeredAt <= lastAt),
    deleteSubscription,
  )
  await disconnectAll(connections.filter(({ connectedAt }) => connectedAt <= lastAt))
  return ok({})
})
