import { readSchema } from '../domain/bodySchemas.ts'
import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, maxUnread, unreadIn } from '../domain/group.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody } from '../middleware/parse.ts'
import { notify } from '../push.ts'
import { listConnectionsOf } from '../repository/connections.ts'
import { findWithNewer } from '../repository/findMessage.ts'
import { getMembership, markReadUpTo } from '../repository/memberships.ts'
import { countUnread } from '../repository/tail.ts'

export const handler = authenticated()
  .use(jsonBody(readSchema))
  .handler(async ({ user, pathParameters, body }) => {
    const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
    if (!(await getMembership(user.uuid, groupUuid))) throw new VisibleError('message_group_not_found')
    const found = await findWithNewer(groupUuid, body.message_uuid.toLowerCase(), maxUnread)
    if (!found) throw new VisibleError('message_not_found')
    const { uuid: message_uuid, place, memberUuids } = found.message
    const [{ isMember, hasMoved, readPlace }, connections] = await Promise.all([
      markReadUpTo(user.uuid, groupUuid, place),
      listConnectionsOf(memberUuids),
    ])
    if (!isMember) throw new VisibleError('message_group_not_found')
    if (hasMoved) {
      const frame = {
        type: 'read',
        message_group_uuid: groupUuid,
        user_uuid: user.uuid,
        message_uuid,
      } as const
      await notify(connections, frame)
    }
    const reader = { userUuid: user.uuid, groupUuid, readPlace }
    const unread = found.hasMore ? await countUnread(reader) : unreadIn(found.newer, reader)
    return ok({ unread_count: unread })
  })
