import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, isRequest, type Membership, refusalOf } from '../domain/group.ts'
import { frames } from '../middleware/frames.ts'
import { connectionOf } from '../middleware/socketEvent.ts'
import { notify } from '../push.ts'
import { listConnectionsOf, setAway } from '../repository/connections.ts'
import { requireMembership } from '../repository/memberships.ts'
import { getNamedGroup } from '../repository/namedGroups.ts'
import { createThrottle } from '../softLimits.ts'

const mayForward = createThrottle(2000)

// In larger groups, signs of typing would cost more than the messages.
const maxMembersWithTyping = 10

/** Who is told that a member is typing. */
const recipientsOf = async (membership: Membership): Promise<string[]> => {
  if (membership.kind === 'direct') return [membership.other.uuid]
  const { members = [] } = (await getNamedGroup(membership.groupUuid)) ?? {}
  if (members.length > maxMembersWithTyping) return []
  return members.map(({ uuid }) => uuid).filter((uuid) => uuid !== membership.userUuid)
}

/** Handles the frames of a client: answers a ping, stores whether somebody looks, and forwards signs of typing to the others. */
export const handler = frames(async (event) => {
  const { action } = event
  const connection = connectionOf(event)
  if (action.action === 'ping') {
    const { is_away } = action
    if (is_away !== undefined) await setAway(connection, is_away, event.requestContext.requestTimeEpoch)
    await notify([connection], { type: 'pong' })
    return
  }

  const { userUuid } = connection
  const groupUuid = groupUuidFrom(action.message_group_uuid)
  if (!mayForward(`${userUuid} ${groupUuid}`, Date.now())) return
  const membership = await requireMembership(userUuid, groupUuid)
  const refusal = refusalOf(membership)
  if (refusal) throw new VisibleError(refusal)
  if (isRequest(membership)) return // the sender of a request must not notice that it is read
  const connections = await listConnectionsOf(await recipientsOf(membership))
  await notify(connections, {
    type: 'typing',
    message_group_uuid: groupUuid,
    user_uuid: userUuid,
    handle: event.requestContext.authorizer?.handle ?? '',
  })
})
