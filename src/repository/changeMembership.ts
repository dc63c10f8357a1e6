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
  request?: 'accepted' | 'declined' | undefined
}

/** Accepting wins: a declined request can be accepted, but an accepted one cannot be declined. */
const stateAfterRequest = (state: GroupState, request: MembershipChange['request']): GroupState => {
  const isAnswerable = state === 'request' || state === 'declined'
  if (!isAnswerable || request === undefined) return state
  return request === 'accepted' ? 'inbox' : 'declined'
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

const updateOwn = (before: Membership, state: GroupState, change: MembershipChange) =>
  updateUnchanged(membershipKey(before.userUuid, before.groupUuid), {
    before: {
      last_message_at: before.lastPlace,
      erased_at: undefined,
      state: listAttributes(before).state,
      has_blocked: before.hasBlocked,
    },
    after: {
      ...listAttributes({ ...before, state }),
      ...(change.mutedUntil === undefined ? {} : { muted_until: change.mutedUntil ?? undefined }),
      ...(change.isMarkedUnread === undefined
        ? {}
        : { is_marked_unread: change.isMarkedUnread || undefined }),
    },
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
const write = async (before: Membership, state: GroupState, change: MembershipChange): Promise<boolean> => {
  const own = updateOwn(before, state, change)
  const other = makeNextLoud(before)
  const isHidden = isPutAway(state) && state !== before.state
  if (!isHidden) return updateIf(own)
  const [isOwnOutdated, isOtherGone] = await transactWrite([{ Update: own }, { Update: other }])
  if (isOwnOutdated) return false
  return isOtherGone ? updateIf(own) : true // nobody is left who could write
}

const maxAttempts = 5

/** Changes a user's view of a conversation, and returns the membership as it is then. */
export const changeMembership = async (
  userUuid: string,
  groupUuid: string,
  change: MembershipChange,
): Promise<Membership> => {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const before = await requireMembership(userUuid, groupUuid)
    const isWritten = await write(before, stateAfter(before.state, change), change)
    if (isWritten) return requireMembership(userUuid, groupUuid)
  }
  throw new Error(`gave up changing the row of ${userUuid} in ${groupUuid}`)
}
