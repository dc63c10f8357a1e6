import { isDeepStrictEqual } from 'node:util'
import { VisibleError } from '../domain/error.ts'
import {
  type DirectMembership,
  type GroupState,
  isHidden,
  isRequest,
  type Membership,
  type NamedMembership,
} from '../domain/group.ts'
import { env } from '../env.ts'
import { membershipKey, namedGroupKey } from './keys.ts'
import { listAttributes } from './membershipItem.ts'
import { requireMembership } from './memberships.ts'
import { repeatChange, transactWrite, updateIf, updateUnchanged } from './writes.ts'

/*
 * What a member changes about their own view of a conversation: the list, muting, the mark "unread"
 * (docs/decisions/0038-lists-and-blocks.md).
 */

export type MembershipChange = {
  mutedUntil?: string | null | undefined
  isArchived?: boolean | undefined
  isMarkedUnread?: boolean | undefined
  request?: 'accepted' | 'declined' | 'pending' | undefined
}

/**
 * A declined request can be accepted, but an accepted one cannot be declined: two devices that answer differently end in the
 * same state, in any order. `pending` puts a declined request back among the requests.
 */
const stateAfterRequest = (state: GroupState, request: MembershipChange['request']): GroupState => {
  if (!isRequest({ state }) || request === undefined) return state
  return ({ accepted: 'inbox', declined: 'declined', pending: 'request' } as const)[request]
}

const stateAfter = (before: GroupState, { request, isArchived }: MembershipChange): GroupState => {
  const state = stateAfterRequest(before, request)
  if (isArchived === undefined) return state
  if (isRequest({ state })) {
    if (isArchived) throw new VisibleError('is_archived_invalid')
    return state
  }
  return isArchived ? 'archived' : 'inbox'
}

/** The membership after the change. */
const changed = (before: Membership, change: MembershipChange): Membership => ({
  ...before,
  state: stateAfter(before.state, change),
  mutedUntil: change.mutedUntil === undefined ? before.mutedUntil : (change.mutedUntil ?? undefined),
  isMarkedUnread: change.isMarkedUnread ?? before.isMarkedUnread,
})

/** The attributes that decide whether a change changes anything. */
const changeable = (membership: Membership) => ({
  state: listAttributes(membership).state,
  muted_until: membership.mutedUntil,
  is_marked_unread: membership.isMarkedUnread || undefined,
})

const updateOwn = (before: Membership, after: Membership) =>
  updateUnchanged(membershipKey(before.userUuid, before.groupUuid), {
    before: {
      ...changeable(before),
      last_message_at: before.lastPlace,
      has_blocked: before.hasBlocked,
      erased_at: undefined,
    },
    after: { ...changeable(after), ...listAttributes(after) },
    isShown: true,
  })

/**
 * Stores in the other person's row where this one is, so that their next message brings it back. Does not raise the
 * revision, which they see.
 */
const setOtherState = ({ other, groupUuid, state }: DirectMembership) => ({
  TableName: env.tableName,
  Key: membershipKey(other.uuid, groupUuid),
  UpdateExpression: 'SET other_state = :state',
  ConditionExpression: 'attribute_exists(last_message_at)',
  ExpressionAttributeValues: { ':state': state },
})

/** Notes in the group where this row is, so that the next message of anybody brings it back. */
const addToHidden = ({ userUuid, groupUuid, state }: NamedMembership) => ({
  TableName: env.tableName,
  Key: namedGroupKey(groupUuid),
  UpdateExpression: 'SET #hidden.#user = :state',
  ConditionExpression: 'attribute_exists(#hidden)',
  ExpressionAttributeNames: { '#hidden': 'hidden', '#user': userUuid },
  ExpressionAttributeValues: { ':state': state },
})

const noteHidden = (membership: Membership) =>
  membership.kind === 'direct' ? setOtherState(membership) : addToHidden(membership)

/** Writes the row unless it was written since it was read. Returns whether it was written. */
const writeChange = async (before: Membership, after: Membership): Promise<boolean> => {
  const own = updateOwn(before, after)
  if (!isHidden(after.state) || after.state === before.state) return updateIf(own)
  const [isOwnOutdated, isOtherGone] = await transactWrite([{ Update: own }, { Update: noteHidden(after) }])
  if (isOwnOutdated) return false
  return isOtherGone ? updateIf(own) : true // an erased person writes no more messages
}

/** Changes a user's view of a conversation. Returns the membership as it is then, and whether anything has changed. */
export const changeMembership = (userUuid: string, groupUuid: string, change: MembershipChange) =>
  repeatChange(`changing the row of ${userUuid} in ${groupUuid}`, async () => {
    const before = await requireMembership(userUuid, groupUuid)
    const after = changed(before, change)
    if (isDeepStrictEqual(changeable(before), changeable(after)))
      return { membership: before, isChanged: false }
    if (await writeChange(before, after))
      return { membership: await requireMembership(userUuid, groupUuid), isChanged: true }
    return undefined
  })
