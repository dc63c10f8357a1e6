import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, isUnread, mostUnread, shownToMember } from '../domain/group.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { getMembership } from '../repository/memberships.ts'
import { countUnread } from '../repository/messages.ts'

export const handler = authenticated().handler(async ({ user, pathParameters }) => {
  const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
  const membership = await getMembership(user.uuid, groupUuid)
  if (!membership) throw new VisibleError('message_group_not_found')
  const [unread, others] = await Promise.all([
    isUnread(membership) ? countUnread(membership, mostUnread) : 0,
    getMembership(membership.other.uuid, groupUuid),
  ])
  return ok(shownToMember(membership, unread, others?.lastReadAt))
})
