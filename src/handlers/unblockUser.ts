import { otherUuidFrom } from '../domain/group.ts'
import { groupFrame, meFrame } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { notifyUser } from '../push.ts'
import { unblock } from '../repository/blocks.ts'
import { enforceChangeLimit } from '../repository/limits.ts'

export const handler = authenticated().handler(async ({ user, pathParameters }) => {
  const otherUuid = otherUuidFrom(user.uuid, pathParameters?.user_uuid)
  await enforceChangeLimit(user.uuid, Date.now())
  const { isChanged, membership } = await unblock(user.uuid, otherUuid)
  if (isChanged) await notifyUser(user.uuid, meFrame, ...(membership ? [groupFrame(membership)] : []))
  return ok({})
})
