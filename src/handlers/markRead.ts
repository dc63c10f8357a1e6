import { readSchema } from '../domain/bodySchemas.ts'
import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, maxUnread } from '../domain/group.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody } from '../middleware/parse.ts'
import { notify } from '../push.ts'
import { listConnectionsOf } from '../repository/connections.ts'
import { readUpTo } from '../repository/conversations.ts'
import { findWithNewer } from '../repository/findMessage.ts'
import { getMembership } from '../repository/memberships.ts'

export const handler = authenticated()
  .use(jsonBody(readSchema))
  .handler(async ({ user, pathParameters, body }) => {
    const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
    const membership = await getMembership(user.uuid, groupUuid)
    if (!membership) throw new VisibleError('message_group_not_found')
    const found = await findWithNewer(groupUuid, body.message_uuid.toLowerCase(), maxUnread)
    if (!found) throw new VisibleError('message_not_found')

    const [{ isMember, hasMoved, conversation }, connections] = await Promise.all([
      readUpTo(membership, found, Date.now()),
      listConnectionsOf(found.message.memberUuids),
    ])
    if (!isMember) throw new VisibleError('message_group_not_found')
    if (hasMoved) {
      const { uuid: message_uuid } = found.message
      const user_uuid = user.uuid
      await notify(connections, { type: 'read', message_group_uuid: groupUuid, user_uuid, message_uuid })
    }
    return ok({ unread_count: conversation.unreadCount })
  })
