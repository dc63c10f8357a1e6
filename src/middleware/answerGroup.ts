import type { User } from '../domain/user.ts'
import { openGroupView } from '../domain/views.ts'
import { readOpenGroup } from '../repository/openGroup.ts'
import { requireSender } from '../repository/send.ts'

/** A conversation as its member opens it, as it is now. */
export const openGroupOf = async (user: User, groupUuid: string) => {
  const { conversation, otherReadPlace } = await readOpenGroup(await requireSender(user.uuid, groupUuid))
  return openGroupView(conversation, user, otherReadPlace)
}
