import { newMemberSchema } from '../domain/bodySchemas.ts'
import { groupUuidFrom } from '../domain/group.ts'
import { groupFrameOf } from '../domain/views.ts'
import { env } from '../env.ts'
import { openGroupOf } from '../middleware/answerGroup.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { notifyUsers } from '../push.ts'
import { addMember } from '../repository/changeNamedGroup.ts'
import { enforceChangeLimit } from '../repository/limits.ts'
import { requireNamed } from '../repository/memberships.ts'

// An invitation counts like the start of a conversation.
const startLimit = () => ({ name: 'start', max: env.startsPerHour, windowSeconds: 3600 })

export const handler = authenticated()
  .use(jsonBody())
  .use(validate(newMemberSchema))
  .handler(async ({ user, pathParameters, body }) => {
    const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
    await enforceChangeLimit(user.uuid, Date.now())
    await requireNamed(user.uuid, groupUuid)
    const change = { groupUuid, actor: user, clock: Date.now }
    const { isChanged } = await addMember(change, body.user_uuid, startLimit())
    const [view] = await Promise.all([
      openGroupOf(user, groupUuid),
      isChanged && notifyUsers([body.user_uuid], groupFrameOf(groupUuid)),
    ])
    return ok(view)
  })
