import { isUnread, mostUnread, shownInInbox } from '../domain/group.ts'
import { inboxCursorFrom, inboxCursorText, limitFrom, linkTo } from '../domain/paging.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { listInbox } from '../repository/inbox.ts'
import { countUnread } from '../repository/messages.ts'

export const handler = authenticated().handler(async ({ user, rawPath, queryStringParameters }) => {
  const query = queryStringParameters ?? {}
  const limit = limitFrom(query)
  const cursor = inboxCursorFrom(user.uuid, query)
  const { memberships, next } = await listInbox(user.uuid, { limit, cursor, now: Date.now() })
  const groups = await Promise.all(
    memberships.map(async (membership) =>
      shownInInbox(membership, isUnread(membership) ? await countUnread(membership, mostUnread) : 0),
    ),
  )
  return ok(
    groups,
    next && [linkTo(rawPath, { limit: String(limit), cursor: inboxCursorText(user.uuid, next) }, 'next')],
  )
})
