import { setTimeout as sleep } from 'node:timers/promises'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { disconnectAll } from '../push.ts'
import { listConnections } from '../repository/connections.ts'
import { enforceChangeLimit } from '../repository/limits.ts'
import { endSignIns } from '../repository/profile.ts'
import { deleteSubscriptions } from '../repository/subscriptions.ts'

const disconnectDevices = async (userUuid: string) => {
  await deleteSubscriptions(userUuid)
  await disconnectAll(await listConnections(userUuid, { consistent: true }))
}

/**
 * Signs the user out everywhere. Cognito does not end access tokens before they expire, so the profile says which have ended.
 * Devices are disconnected before, because the client cannot repeat the request afterwards, and again after: one can have
 * connected with an old token meanwhile. Tokens say the time of a sign-in in whole seconds: a sign-in after the response is in
 * a later second, so that it is accepted.
 */
export const handler = authenticated({ mayBeCached: false }).handler(async ({ user }) => {
  const now = Date.now()
  await enforceChangeLimit(user.uuid, now)
  await disconnectDevices(user.uuid)
  await endSignIns(user.uuid, now)
  await sleep(1001 - (now % 1000)) // a timer can be a millisecond early
  await disconnectDevices(user.uuid)
  return ok({})
})
