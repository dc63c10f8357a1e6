import type { User } from '../domain/user.ts'
import { openGroupView } from '../domain/views.ts'
import { requireMembership } from '../repository/memberships.ts'
import { readOpenGroup } from '../repository/openGroup.ts'

/** A conversation as its member opens it, as it is now. */
export const openGroupOf = async (user: User, groupUuid: string) => {
  const { conversation, otherReadPlace } = await readOpenGroup(await requireMembership(user.uuid, groupUuid))
  return openGroupView(conversation, user, otherReadPlace)
}
