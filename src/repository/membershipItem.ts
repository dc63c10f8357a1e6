import { type GroupState, listOf, type Membership, type Settled } from '../domain/group.ts'
import type { Place } from '../domain/place.ts'
import { listPartition, membershipKey } from './keys.ts'

/* A membership as an item of the table. */

type Item = Record<string, unknown>

export const settledItem = ({ last, unreadCount }: Settled, lastPlace: string) => ({
  unread_count: unreadCount,
  user_uuid: last.senderUuid,
  ...(last.place === lastPlace ? {} : { last_message_at: last.place }),
  ...(last.revision === undefined ? {} : { revision: last.revision }),
  ...(last.deletedAt === undefined ? {} : { deleted_at: last.deletedAt }),
})

const listKeyOf = (membership: Pick<Membership, 'userUuid' | 'state' | 'hasBlocked'>) => {
  const list = listOf(membership)
  return list && listPartition(list, membership.userUuid)
}

/** The attributes that put a membership into its list. The inbox has no `state`. */
export const listAttributes = (membership: Pick<Membership, 'userUuid' | 'state' | 'hasBlocked'>) => ({
  list_key: listKeyOf(membership),
  state: membership.state === 'inbox' ? undefined : membership.state,
})

/** The attributes of a block, which both memberships have: also before the conversation has begun. */
export const blockAttributes = ({
  hasBlocked,
  blockedWith,
}: Pick<Membership, 'hasBlocked' | 'blockedWith'>) => ({
  has_blocked: hasBlocked || undefined,
  is_blocked: blockedWith ? true : undefined,
  seen_when_blocked: blockedWith?.seen,
})

export const membershipItem = (membership: Membership) => ({
  ...membershipKey(membership.userUuid, membership.groupUuid),
  message_group_uuid: membership.groupUuid,
  ...listAttributes(membership),
  last_message_at: membership.lastPlace,
  message: membership.settled?.last.preview || undefined, // none if the last message is deleted
  user_uuid: membership.other.uuid,
  user_display_name: membership.other.displayName,
  user_handle: membership.other.handle,
  user_version: membership.otherVersion,
  last_read_at: membership.readPlace,
  revision: membership.revision,
  settled: membership.settled && settledItem(membership.settled, membership.lastPlace),
  ...blockAttributes(membership),
  muted_until: membership.mutedUntil,
  is_marked_unread: membership.isMarkedUnread || undefined,
  other_state: membership.otherState,
  is_suspended: membership.isSuspended || undefined,
  is_other_suspended: membership.isOtherSuspended || undefined,
})

type MembershipItem = ReturnType<typeof membershipItem>

const settledOf = ({
  settled,
  last_message_at = '',
  message = '',
}: Partial<MembershipItem>): Settled | undefined =>
  settled && {
    last: {
      place: settled.last_message_at ?? last_message_at,
      preview: message,
      senderUuid: settled.user_uuid,
      revision: settled.revision,
      deletedAt: settled.deleted_at,
    },
    unreadCount: settled.unread_count,
  }

/** Whether the member has blocked the other person, and whether the other person has blocked the member. */
export type Blocks = Pick<Membership, 'hasBlocked' | 'blockedWith'>

export const blocksOf = (item: Item): Blocks => ({
  ...(item.has_blocked ? { hasBlocked: true } : {}),
  ...(item.is_blocked ? { blockedWith: { seen: item.seen_when_blocked as Place | undefined } } : {}),
})

/** A block before the first message writes a row without a conversation. */
export const hasBegun = (item: Item): boolean => item.message_group_uuid !== undefined

export const membershipOf = (userUuid: string, item: Item): Membership => {
  const row = item as MembershipItem
  return {
    userUuid,
    groupUuid: row.sk,
    other: { uuid: row.user_uuid, displayName: row.user_display_name, handle: row.user_handle },
    ...(row.user_version === undefined ? {} : { otherVersion: row.user_version }),
    lastPlace: row.last_message_at,
    readPlace: row.last_read_at,
    revision: row.revision,
    settled: settledOf(row),
    state: (row.state ?? 'inbox') as GroupState,
    ...blocksOf(item),
    ...(row.muted_until === undefined ? {} : { mutedUntil: row.muted_until }),
    ...(row.is_marked_unread ? { isMarkedUnread: true } : {}),
    ...(row.other_state === undefined ? {} : { otherState: row.other_state }),
    ...(row.is_suspended ? { isSuspended: true } : {}),
    ...(row.is_other_suspended ? { isOtherSuspended: true } : {}),
  }
}
