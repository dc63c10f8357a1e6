import { groupUuidFrom, memberUuidFrom } from '../domain/group.ts'
import { groupRemovedFrameOf } from '../domain/views.ts'
import { openGroupOf } from '../middleware/answerGroup.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { notifyUsers } from '../push.ts'
import { sendWork } from '../queue.ts'
import { removeMember } from '../repository/leaveNamedGroup.ts'
import { enforceChangeLimit } from '../repository/limits.ts'
import { requireNamed } from '../repository/memberships.ts'

// After this time, no request that began before the last member left can still write.
const endDelaySeconds = 20

/** Removes somebody from a named group, or lets the user of the request leave. */
export const handler = authenticated().handler(async ({ user, pathParameters }) => {
  const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
  const userUuid = memberUuidFrom(pathParameters?.user_uuid)
  await enforceChangeLimit(user.uuid, Date.now())
  await requireNamed(user.uuid, groupUuid)
  const { isChanged } = await removeMember({ groupUuid, actor: user, clock: Date.now }, userUuid, {
    beforeEnd: () =>
      sendWork({ kind: 'end_group', group_uuid: groupUuid }, { delaySeconds: endDelaySeconds }),
  })
  if (isChanged) await notifyUsers([userUuid], groupRemovedFrameOf(groupUuid))
  return ok(userUuid === user.uuid ? {} : await openGroupOf(user, groupUuid))
})
