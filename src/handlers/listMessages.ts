import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom } from '../domain/group.ts'
import { besideFrom, limitFrom, linkBeside } from '../domain/paging.ts'
import { shown } from '../domain/shown.ts'
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
    // Read side by side, judged one after the other: a stranger learns nothing from the page.
    const [membership, history] = await Promise.allSettled([
      getMembership(user.uuid, groupUuid),
      readHistory(groupUuid, beside, limit),
    ])
    if (membership.status === 'rejected') throw membership.reason
    if (!membership.value) throw new VisibleError('message_group_not_found')
    if (history.status === 'rejected') throw history.reason
    const { messages, links } = history.value
    return ok(
      messages.map(shown),
      links.map(({ relation, place, rel }) => linkBeside(rawPath, limit, relation, place, rel)),
    )
  },
)
