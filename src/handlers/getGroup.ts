import { groupUuidFrom } from '../domain/group.ts'
import { openGroupOf } from '../middleware/answerGroup.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'

export const handler = authenticated().handler(async ({ user, pathParameters }) =>
  ok(await openGroupOf(user, groupUuidFrom(pathParameters?.message_group_uuid))),
)
