import { membershipChangeSchema } from '../domain/bodySchemas.ts'
import { groupUuidFrom } from '../domain/group.ts'
import { groupFrame, groupView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { notifyUser } from '../push.ts'
import { changeMembership } from '../repository/changeMembership.ts'
import { completeRow } from '../repository/conversations.ts'
import { enforceChangeLimit } from '../repository/limits.ts'

export const handler = authenticated()
  .use(jsonBody())
  .use(validate(membershipChangeSchema))
  .handler(async ({ user, pathParameters, body }) => {
    const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
    await enforceChangeLimit(user.uuid, Date.now())
    const { muted_until, is_archived, is_marked_unread, request } = body
    const { membership, isChanged } = await changeMembership(user.uuid, groupUuid, {
      mutedUntil: muted_until,
      isArchived: is_archived,
      isMarkedUnread: is_marked_unread,
      request,
    })
    const [conversation] = await Promise.all([
      completeRow(membership),
      isChanged && notifyUser(user.uuid, groupFrame(membership)),
    ])
    return ok(groupView(conversation, user))
  })
