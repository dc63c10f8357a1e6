import { VisibleError } from '../domain/error.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { disconnectAll } from '../push.ts'
import { sendWork } from '../queue.ts'
import { listConnections } from '../repository/connections.ts'
import { markUser } from '../repository/erasure/user.ts'
import { enforceChangeLimit } from '../repository/limits.ts'

const maxSignInAgeMs = 5 * 60_000

/**
 * Deletes the account of the user. The job comes before the mark, so that there is a job however the function ends. The mark
 * ends everything that the user can do; the job marks them, too.
 */
export const handler = authenticated({ mayBeCached: false }).handler(async ({ user, signedInAt }) => {
  const now = Date.now()
  if (now - signedInAt > maxSignInAgeMs) throw new VisibleError('reauthentication_required')
  await enforceChangeLimit(user.uuid, now)
  await sendWork({ kind: 'erase_user', user_uuid: user.uuid })
  await markUser(user.uuid, now)
  await disconnectAll(await listConnections(user.uuid, { consistent: true }))
  return ok({})
})
