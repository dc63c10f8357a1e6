import { newGroupSchema } from '../domain/bodySchemas.ts'
import { idempotencyKeyFrom } from '../domain/message.ts'
import { groupFrameOf, memberView } from '../domain/views.ts'
import { env } from '../env.ts'
import { openGroupOf } from '../middleware/answerGroup.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { notifyUsers } from '../push.ts'
import { createNamedGroup } from '../repository/createNamedGroup.ts'
import { enforceChangeLimit } from '../repository/limits.ts'
import { requireMembers } from '../repository/openGroup.ts'

const groupLimit = () => ({ name: 'group', max: env.groupsPerHour, windowSeconds: 3600 })

export const handler = authenticated()
  .use(jsonBody())
  .use(validate(newGroupSchema))
  .handler(async ({ user, headers, body }) => {
    // Also of requests that are refused: each reads up to 100 items.
    await enforceChangeLimit(user.uuid, Date.now())
    const key = idempotencyKeyFrom(headers['idempotency-key'], Date.now())
    const asked = { creator: user, title: body.title, userUuids: body.user_uuids, key }
    const groupUuid = await createNamedGroup(asked, { clock: Date.now, limit: groupLimit() })
    const members = await requireMembers(user.uuid, groupUuid)
    const [view] = await Promise.all([
      openGroupOf(user, groupUuid),
      notifyUsers(
        members.map(({ person }) => person.uuid),
        groupFrameOf(groupUuid),
      ),
    ])
    return ok({ ...view, members: members.map(memberView) })
  })
