import { groupUuidFrom } from '../domain/group.ts'
import { memberView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { requireMembers } from '../repository/openGroup.ts'

export const handler = authenticated().handler(async ({ user, pathParameters }) => {
  const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
  return ok((await requireMembers(user.uuid, groupUuid)).map(memberView))
})
