import { signLinks } from '../attachments/links.ts'
import { groupUuidFrom } from '../domain/group.ts'
import { placeCursorText } from '../domain/paging.ts'
import { messageView } from '../domain/views.ts'
import { env } from '../env.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { linkTo } from '../middleware/links.ts'
import { limitFrom, searchCursorFrom, wordsFrom } from '../middleware/query.ts'
import { enforceLimit } from '../repository/limits.ts'
import { requireMembership } from '../repository/memberships.ts'
import { searchMessages } from '../repository/searchMessages.ts'

const searchLimit = () => ({ name: 'search', max: env.messageSearchesPerMinute, windowSeconds: 60 })

export const handler = authenticated().handler(
  async ({ user, rawPath, pathParameters, queryStringParameters }) => {
    const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
    const query = queryStringParameters ?? {}
    const now = Date.now()
    const limit = limitFrom(query)
    const [words, from] = [wordsFrom(query), searchCursorFrom(query, now)]
    await enforceLimit(user.uuid, searchLimit(), now)
    const readable = await requireMembership(user.uuid, groupUuid)
    const { messages, next } = await searchMessages({ readable, words, from, limit })
    const q = query.q ?? ''
    const links =
      next === undefined
        ? []
        : [linkTo(rawPath, { q, limit: String(limit), cursor: placeCursorText({ place: next }) }, 'next')]
    const attachmentLinks = await signLinks(messages, now)
    return ok(
      messages.map((message) => messageView(message, { links: attachmentLinks })),
      links,
    )
  },
)
