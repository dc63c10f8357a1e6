import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { readUnread } from '../repository/unread.ts'

export const handler = authenticated().handler(async ({ user }) =>
  ok(await readUnread(user.uuid, Date.now())),
)
