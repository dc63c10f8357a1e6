import { VisibleError } from '../domain/error.ts'
import { otherUuidFrom } from '../domain/group.ts'
import { groupFrame, meFrame, profileView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { notifyUser } from '../push.ts'
import { block } from '../repository/blocks.ts'
import { enforceChangeLimit } from '../repository/limits.ts'
import { getUserByUuid } from '../repository/users.ts'

/** Tells only the devices of the user: the blocked person must not notice. */
export const handler = authenticated().handler(async ({ user, pathParameters }) => {
  const otherUuid = otherUuidFrom(user.uuid, pathParameters?.user_uuid)
  await enforceChangeLimit(user.uuid, Date.now())
  const other = await getUserByUuid(otherUuid)
  if (!other) throw new VisibleError('user_not_found')
  const { isChanged, membership } = await block(user.uuid, otherUuid)
  if (isChanged) await notifyUser(user.uuid, meFrame, ...(membership ? [groupFrame(membership)] : []))
  return ok(profileView(other))
})
