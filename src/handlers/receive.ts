import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, isRequest, refusalOf } from '../domain/group.ts'
import { frames } from '../middleware/frames.ts'
import { connectionOf } from '../middleware/socketEvent.ts'
import { notify } from '../push.ts'
import { listConnections } from '../repository/connections.ts'
import { requireMembership } from '../repository/memberships.ts'
import { createThrottle } from '../softLimits.ts'

const mayForward = createThrottle(2000)

/** Handles the frames that a client sends: answers a ping, and forwards signs of typing to the other person. */
export const handler = frames(async (event) => {
  const { action } = event
  const connection = connectionOf(event)
  if (action.action === 'ping') return notify([connection], { type: 'pong' })

  const { userUuid } = connection
  const groupUuid = groupUuidFrom(action.message_group_uuid)
  if (!mayForward(`${userUuid} ${groupUuid}`, Date.now())) return
  const membership = await requireMembership(userUuid, groupUuid)
  const refusal = refusalOf(membership)
  if (refusal) throw new VisibleError(refusal)
  if (isRequest(membership)) return // the sender of a request must not notice that it is read
  const connections = await listConnections(membership.other.uuid)
  await notify(connections, {
    type: 'typing',
    message_group_uuid: groupUuid,
    user_uuid: userUuid,
    handle: event.requestContext.authorizer?.handle ?? '',
  })
})
