import { groupUuidFrom, readPlaceOf } from '../domain/group.ts'
import { openGroupView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { readConversation } from '../repository/conversations.ts'
import { getMembership, readRow, requireMembership } from '../repository/memberships.ts'

export const handler = authenticated().handler(async ({ user, pathParameters }) => {
  const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
  const membership = await requireMembership(user.uuid, groupUuid)
  const { other } = membership
  const [{ conversation, messages }, otherMembership] = await Promise.all([
    readConversation(membership),
    getMembership(other.uuid, groupUuid),
  ])
  // A block that began between the two reads. Only then: one more read for each request would tell the user of the block.
  const { blocks } =
    !membership.blockedWith && otherMembership?.hasBlocked
      ? await readRow(user.uuid, groupUuid)
      : { blocks: membership }
  const seen = blocks.blockedWith ? blocks.blockedWith.seen : otherMembership?.readPlace
  const otherReadPlace = readPlaceOf(other.uuid, messages, seen)
  return ok(openGroupView(conversation, user, otherReadPlace))
})
