import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom } from '../domain/group.ts'
import { frames } from '../middleware/frames.ts'
import { connectionOf } from '../middleware/socketEvent.ts'
import { notify } from '../push.ts'
import { listConnections } from '../repository/connections.ts'
import { getMembership } from '../repository/memberships.ts'
import { createThrottle } from '../throttle.ts'

const isTimeToTell = createThrottle(2000)

/** Takes what a client says over its socket. */
export const handler = frames(async (event) => {
  const { action } = event
  const connection = connectionOf(event)
  if (action.action === 'ping') return notify([connection], { type: 'pong' })

  const { userUuid: user_uuid } = connection
  const groupUuid = groupUuidFrom(action.message_group_uuid)
  if (!isTimeToTell(`${user_uuid} ${groupUuid}`, Date.now())) return
  const membership = await getMembership(user_uuid, groupUuid)
  if (!membership) throw new VisibleError('message_group_not_found')
  const handle = event.requestContext.authorizer?.handle ?? ''
  const others = await listConnections(membership.other.uuid)
  await notify(others, { type: 'typing', message_group_uuid: groupUuid, user_uuid, handle })
})
