import { markReadSchema } from '../domain/bodySchemas.ts'
import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, isRequest, maxUnread } from '../domain/group.ts'
import { groupFrame, readFrame, unreadCountOf } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { notify } from '../push.ts'
import { listConnectionsOf } from '../repository/connections.ts'
import { readUpTo } from '../repository/conversations.ts'
import { findWithNewer } from '../repository/findMessage.ts'
import { requireMembership } from '../repository/memberships.ts'
import { removeUnreadMark } from '../repository/membershipUpdates.ts'

export const handler = authenticated()
  .use(jsonBody())
  .use(validate(markReadSchema))
  .handler(async ({ user, pathParameters, body }) => {
    const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
    const membership = await requireMembership(user.uuid, groupUuid)
    const found = await findWithNewer(membership, body.message_uuid.toLowerCase(), maxUnread)
    if (!found) throw new VisibleError('message_not_found')
    if (isRequest(membership)) return ok({ unread_count: 0 }) // the sender must not notice that it was read

    if (membership.isMarkedUnread) await removeUnreadMark(membership)
    const [{ isMember, hasMoved, hasBlocked, conversation }, connections] = await Promise.all([
      readUpTo(membership, found, Date.now()),
      // In a named group, the others are told nothing over their sockets.
      listConnectionsOf(membership.kind === 'direct' ? found.message.memberUuids : [user.uuid]),
    ])
    if (!isMember) throw new VisibleError('message_group_not_found')
    const own = connections.filter(({ userUuid }) => userUuid === user.uuid)
    if (hasMoved) await notify(hasBlocked ? own : connections, readFrame(found.message, user.uuid))
    if (membership.isMarkedUnread) await notify(own, groupFrame(membership))
    return ok({ unread_count: unreadCountOf(membership, conversation.unreadCount) })
  })
