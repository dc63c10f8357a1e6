import { markReadSchema } from '../domain/bodySchemas.ts'
import { VisibleError } from '../domain/error.ts'
import { countUnreadIn, groupUuidFrom, maxUnread } from '../domain/group.ts'
import { readFrame } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { notify } from '../push.ts'
import { listConnectionsOf } from '../repository/connections.ts'
import { findWithNewer } from '../repository/findMessage.ts'
import { getMembership, markReadUpTo } from '../repository/memberships.ts'
import { countUnread } from '../repository/tail.ts'

export const handler = authenticated()
  .use(jsonBody())
  .use(validate(markReadSchema))
  .handler(async ({ user, pathParameters, body }) => {
    const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
    if (!(await getMembership(user.uuid, groupUuid))) throw new VisibleError('message_group_not_found')
    const found = await findWithNewer(groupUuid, body.message_uuid.toLowerCase(), maxUnread)
    if (!found) throw new VisibleError('message_not_found')
    const { message, newer, hasMore } = found

    const [{ isMember, hasMoved, readPlace }, connections] = await Promise.all([
      markReadUpTo(user.uuid, groupUuid, message.place),
      listConnectionsOf(message.memberUuids),
    ])
    if (!isMember) throw new VisibleError('message_group_not_found')
    if (hasMoved) await notify(connections, readFrame(message, user.uuid))

    const reader = { userUuid: user.uuid, groupUuid, readPlace }
    return ok({ unread_count: hasMore ? await countUnread(reader) : countUnreadIn(newer, reader) })
  })
