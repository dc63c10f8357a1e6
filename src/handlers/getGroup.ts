import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, readPlaceOf } from '../domain/group.ts'
import { openGroupView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { readConversation } from '../repository/conversations.ts'
import { getMembership } from '../repository/memberships.ts'

export const handler = authenticated().handler(async ({ user, pathParameters }) => {
  const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
  const membership = await getMembership(user.uuid, groupUuid)
  if (!membership) throw new VisibleError('message_group_not_found')

  const { other } = membership
  const [{ conversation, messages }, otherMembership] = await Promise.all([
    readConversation(membership),
    getMembership(other.uuid, groupUuid),
  ])
  const otherReadPlace = readPlaceOf(other.uuid, messages, otherMembership?.readPlace)
  return ok(openGroupView(conversation, user, otherReadPlace))
})
