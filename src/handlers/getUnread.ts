import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { countUnreadConversations } from '../repository/unread.ts'

export const handler = authenticated().handler(async ({ user }) =>
  ok({ conversations: await countUnreadConversations(user.uuid), has_requests: false }),
)
