import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { disconnectAll } from '../push.ts'
import { listConnections } from '../repository/connections.ts'
import { enforceChangeLimit } from '../repository/limits.ts'
import { endSignIns } from '../repository/profile.ts'
import { deleteSubscriptions } from '../repository/subscriptions.ts'

/** Signs the user out everywhere. Cognito does not end access tokens before they expire, so the profile says which have ended. */
export const handler = authenticated().handler(async ({ user }) => {
  const now = Date.now()
  await enforceChangeLimit(user.uuid, now)
  await endSignIns(user.uuid, now)
  await deleteSubscriptions(user.uuid)
  await disconnectAll(await listConnections(user.uuid, { consistent: true }))
  return ok({})
})
