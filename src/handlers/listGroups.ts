import { inboxCursorFrom, inboxCursorText } from '../domain/paging.ts'
import { groupView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { linkTo } from '../middleware/links.ts'
import { limitFrom } from '../middleware/query.ts'
import { listInbox } from '../repository/inbox.ts'

export const handler = authenticated().handler(async ({ user, rawPath, queryStringParameters }) => {
  const query = queryStringParameters ?? {}
  const limit = limitFrom(query)
  const now = Date.now()
  const cursor = inboxCursorFrom(user.uuid, query.cursor, now)
  const { conversations, next } = await listInbox(user.uuid, { limit, cursor, now })
  const links = next
    ? [linkTo(rawPath, { limit: String(limit), cursor: inboxCursorText(user.uuid, next) }, 'next')]
    : []
  return ok(conversations.map(groupView), links)
})
