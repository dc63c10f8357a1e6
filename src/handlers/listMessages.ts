import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom } from '../domain/group.ts'
import { besideFrom, limitFrom, linkBeside } from '../domain/paging.ts'
import { messageView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { readHistory } from '../repository/history.ts'
import { getMembership } from '../repository/memberships.ts'

export const handler = authenticated().handler(
  async ({ user, rawPath, pathParameters, queryStringParameters }) => {
    const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
    const query = queryStringParameters ?? {}
    const limit = limitFrom(query)
    const beside = besideFrom(query)
    // First, so that neither the cost nor the duration of a 404 depends on the conversation.
    if (!(await getMembership(user.uuid, groupUuid))) throw new VisibleError('message_group_not_found')
    const { messages, links } = await readHistory(groupUuid, beside, limit)
    return ok(
      messages.map(messageView),
      links.map(({ relation, place, rel }) => linkBeside(rawPath, limit, relation, place, rel)),
    )
  },
)
