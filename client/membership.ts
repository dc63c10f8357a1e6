import { MessengerError } from './errors.ts'
import type { Groups } from './groups.ts'
import { isRequest } from './groupsState.ts'
import { createQueue } from './singleFlight.ts'
import type { Api, Group, LocalFrame, MembershipChange } from './types.ts'

type Context = {
  api: Api
  groups: Groups
  publish: (frame: LocalFrame) => void
  onFailure: (error: unknown) => void
}

const stateAfter = { accepted: 'inbox', declined: 'declined', pending: 'request' } as const

/** What the list shows of a change before the server has answered. */
const shownOf = ({ is_archived, request, ...fields }: MembershipChange, group: Group): Partial<Group> => {
  if (request && isRequest(group)) return { ...fields, state: stateAfter[request] }
  if (is_archived === undefined || !['inbox', 'archived'].includes(group.state)) return fields
  return { ...fields, state: is_archived ? 'archived' : 'inbox' }
}

/** What the user changes about their own view of a conversation. */
export const createMembership = (
  { api, groups, publish, onFailure }: Context,
  uuid: () => string | undefined,
) => {
  const inOrder = createQueue()

  const send = (groupUuid: string, body: MembershipChange) => async () => {
    const path = { message_group_uuid: groupUuid }
    const route = 'PATCH /api/message_groups/{message_group_uuid}/membership'
    const { body: group } = await api(route, { path, body })
    publish({ type: 'row', group })
  }

  return {
    update: async (change: MembershipChange): Promise<void> => {
      const groupUuid = uuid()
      if (!groupUuid) throw new MessengerError('message_group_not_found', { status: 404 })
      const group = groups.find(groupUuid)
      const shown = group ? shownOf(change, group) : {}
      const work = () => inOrder(send(groupUuid, change))
      // The server may have made the change although the response was lost.
      await groups.showWhile({ groupUuid, shown }, work).catch((error) => {
        onFailure(error)
        throw error
      })
    },
    /** Does it after the changes so far, and before those that follow. */
    inOrder,
  }
}

export type Membership = ReturnType<typeof createMembership>
