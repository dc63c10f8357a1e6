import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom } from '../domain/group.ts'
import { frames } from '../middleware/frames.ts'
import { connectionOf } from '../middleware/socketEvent.ts'
import { notify } from '../push.ts'
import { listConnections } from '../repository/connections.ts'
import { getMembership } from '../repository/memberships.ts'
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
  const membership = await getMembership(userUuid, groupUuid)
  if (!membership) throw new VisibleError('message_group_not_found')
  const connections = await listConnections(membership.other.uuid)
  await notify(connections, {
    type: 'typing',
    message_group_uuid: groupUuid,
    user_uuid: userUuid,
    handle: event.requestContext.authorizer?.handle ?? '',
  })
})
