import { markReadSchema } from '../domain/bodySchemas.ts'
import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, maxUnread } from '../domain/group.ts'
import { readFrame } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { notify } from '../push.ts'
import { listConnectionsOf } from '../repository/connections.ts'
import { readUpTo } from '../repository/conversations.ts'
import { findWithNewer } from '../repository/findMessage.ts'
import { getMembership } from '../repository/memberships.ts'

export const handler = authenticated()
  .use(jsonBody())
  .use(validate(markReadSchema))
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
    if (hasMoved) await notify(connections, readFrame(found.message, user.uuid))
    return ok({ unread_count: conversation.unreadCount })
  })
