import { listCursorFrom, listCursorText, listName } from '../domain/listCursor.ts'
import { groupView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { linkTo } from '../middleware/links.ts'
import { limitFrom, listFrom } from '../middleware/query.ts'
import { listConversations } from '../repository/conversations.ts'
import { requireActive } from '../repository/memberships.ts'

export const handler = authenticated().handler(async ({ user, rawPath, queryStringParameters }) => {
  const query = queryStringParameters ?? {}
  const limit = limitFrom(query)
  const now = Date.now()
  const list = listFrom(query)
  const name = listName(list, user.uuid)
  const cursor = query.cursor === undefined ? undefined : listCursorFrom(name, query.cursor)
  const { conversations, next } = await listConversations(user.uuid, { list, limit, cursor, now })
  requireActive(conversations.map(({ membership }) => membership))
  const links = next
    ? [linkTo(rawPath, { limit: String(limit), state: list, cursor: listCursorText(name, next) }, 'next')]
    : []
  return ok(
    conversations.map((conversation) => groupView(conversation, user)),
    links,
  )
})
