import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, groupUuidOf } from '../domain/group.ts'
import { newMessageSchema, shown, uuidFrom } from '../domain/message.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody } from '../middleware/parse.ts'
import { startGroup } from '../repository/groups.ts'
import { getMembership } from '../repository/memberships.ts'
import { storeMessage } from '../repository/messages.ts'
import { getUserByHandle } from '../repository/users.ts'

export const handler = authenticated()
  .use(jsonBody(newMessageSchema))
  .handler(async ({ user: sender, headers, body: { message: text, message_group_uuid, handle = '' } }) => {
    const uuid = uuidFrom(headers['idempotency-key'], Date.now())

    if (message_group_uuid !== undefined) {
      const groupUuid = groupUuidFrom(message_group_uuid)
      const membership = await getMembership(sender.uuid, groupUuid)
      if (!membership) throw new VisibleError('message_group_not_found')
      const memberUuids = [sender.uuid, membership.other.uuid]
      return ok(shown(await storeMessage({ uuid, groupUuid, text, sender, memberUuids }, Date.now)))
    }

    const other = await getUserByHandle(handle.toLowerCase())
    if (!other) throw new VisibleError('user_not_found')
    if (other.uuid === sender.uuid) throw new VisibleError('message_to_self')
    const groupUuid = groupUuidOf(sender.uuid, other.uuid)
    const draft = { uuid, groupUuid, text, sender, memberUuids: [sender.uuid, other.uuid] }
    const isBegun = await getMembership(sender.uuid, groupUuid)
    const message = await (isBegun ? storeMessage(draft, Date.now) : startGroup(draft, other, Date.now))
    return ok({ ...shown(message), message_group_uuid: groupUuid })
  })
