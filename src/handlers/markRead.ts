import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, mostUnread } from '../domain/group.ts'
import { readSchema } from '../domain/message.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody } from '../middleware/parse.ts'
import { getMembership, markReadUpTo } from '../repository/memberships.ts'
import { countUnread, findWithNewer } from '../repository/messages.ts'

export const handler = authenticated()
  .use(jsonBody(readSchema))
  .handler(async ({ user, pathParameters, body }) => {
    const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
    const found = await findWithNewer(groupUuid, body.message_uuid.toLowerCase(), mostUnread)
    if (!found) {
      const isMember = await getMembership(user.uuid, groupUuid)
      throw new VisibleError(isMember ? 'message_not_found' : 'message_group_not_found')
    }
    const { isMember, lastReadAt } = await markReadUpTo(user.uuid, groupUuid, found.message.place)
    if (!isMember) throw new VisibleError('message_group_not_found')
    const isAllSeen = lastReadAt === found.message.place && !found.hasMore
    const unread = isAllSeen
      ? found.newer.filter(({ sender }) => sender.uuid !== user.uuid).length
      : await countUnread({ userUuid: user.uuid, groupUuid, lastReadAt }, mostUnread)
    return ok({ unread_count: unread })
  })
