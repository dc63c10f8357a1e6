import { isDeepStrictEqual } from 'node:util'
import { VisibleError } from '../domain/error.ts'
import type { GroupState, Membership } from '../domain/group.ts'
import { env } from '../env.ts'
import { membershipKey } from './keys.ts'
import { listAttributes } from './membershipItem.ts'
import { requireMembership } from './memberships.ts'
import { transactWrite, updateIf, updateUnchanged } from './writes.ts'

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
 * Accepting wins: a declined request can be accepted, but an accepted one cannot be declined. `pending` takes back that it was
 * declined.
 */
const stateAfterRequest = (state: GroupState, request: MembershipChange['request']): GroupState => {
  const isAnswerable = state === 'request' || state === 'declined'
  if (!isAnswerable || request === undefined) return state
  return ({ accepted: 'inbox', declined: 'declined', pending: 'request' } as const)[request]
}

const stateAfter = (before: GroupState, { request, isArchived }: MembershipChange): GroupState => {
  const state = stateAfterRequest(before, request)
  if (isArchived === undefined) return state
  if (state === 'request' || state === 'declined') {
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
 * The other person's next message is loud, and brings the conversation back: while their row shows nothing newer than what
 * this one shows, their messages are not quiet. Does not raise the revision, which they see.
 */
const makeNextLoud = ({ other, groupUuid, lastPlace }: Membership) => ({
  TableName: env.tableName,
  Key: membershipKey(other.uuid, groupUuid),
  UpdateExpression: 'SET loud_after = :place',
  ConditionExpression: 'attribute_exists(last_message_at)',
  ExpressionAttributeValues: { ':place': lastPlace },
})

const isPutAway = (state: GroupState) => state === 'archived' || state === 'declined'

/** Returns whether the row was as it was read. */
const write = async (before: Membership, after: Membership): Promise<boolean> => {
  const own = updateOwn(before, after)
  const other = makeNextLoud(before)
  const isHidden = isPutAway(after.state) && after.state !== before.state
  if (!isHidden) return updateIf(own)
  const [isOwnOutdated, isOtherGone] = await transactWrite([{ Update: own }, { Update: other }])
  if (isOwnOutdated) return false
  return isOtherGone ? updateIf(own) : true // nobody is left who could write
}

const maxAttempts = 5

/** Changes a user's view of a conversation. Returns the membership as it is then, and whether anything has changed. */
export const changeMembership = async (userUuid: string, groupUuid: string, change: MembershipChange) => {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const before = await requireMembership(userUuid, groupUuid)
    const after = changed(before, change)
    if (isDeepStrictEqual(changeable(before), changeable(after)))
      return { membership: before, isChanged: false }
    if (await write(before, after))
      return { membership: await requireMembership(userUuid, groupUuid), isChanged: true }
  }
  throw new Error(`gave up changing the row of ${userUuid} in ${groupUuid}`)
}
