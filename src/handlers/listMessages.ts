import { signLinks } from '../attachments/links.ts'
import { groupUuidFrom } from '../domain/group.ts'
import { messageView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { linkToMessages } from '../middleware/links.ts'
import { limitFrom, messageCursorFrom } from '../middleware/query.ts'
import { readHistory } from '../repository/history.ts'
import { requireMembership } from '../repository/memberships.ts'

export const handler = authenticated().handler(
  async ({ user, rawPath, pathParameters, queryStringParameters }) => {
    const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
    const query = queryStringParameters ?? {}
    const now = Date.now()
    const limit = limitFrom(query)
    const cursor = messageCursorFrom(query, now)
    // Before the messages, so that neither the cost nor the duration of a 404 depends on the conversation.
    const readable = await requireMembership(user.uuid, groupUuid)
    const { messages, links, quotes } = await readHistory({ readable, limit, now }, cursor)
    const attachmentLinks = await signLinks(messages, now)
    return ok(
      messages.map((message) => messageView(message, { quotes, links: attachmentLinks })),
      links.map(({ cursor, rel }) => linkToMessages(rawPath, limit, cursor, rel)),
    )
  },
)
