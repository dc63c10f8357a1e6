import { groupChangeSchema } from '../domain/bodySchemas.ts'
import { groupUuidFrom } from '../domain/group.ts'
import { openGroupOf } from '../middleware/answerGroup.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { renameGroup } from '../repository/changeNamedGroup.ts'
import { enforceChangeLimit } from '../repository/limits.ts'
import { requireNamed } from '../repository/memberships.ts'

export const handler = authenticated()
  .use(jsonBody())
  .use(validate(groupChangeSchema))
  .handler(async ({ user, pathParameters, body }) => {
    const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
    await enforceChangeLimit(user.uuid, Date.now())
    await requireNamed(user.uuid, groupUuid)
    await renameGroup({ groupUuid, actor: user, clock: Date.now }, body.title)
    return ok(await openGroupOf(user, groupUuid))
  })
