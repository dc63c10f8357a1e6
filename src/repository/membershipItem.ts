import {
  type DirectMembership,
  type GroupState,
  type LastMessage,
  type Listed,
  listOf,
  type Membership,
  type NamedMembership,
  type Settled,
  type ShownGroup,
} from '../domain/group.ts'
import type { Person } from '../domain/message.ts'
import { othersIn } from '../domain/namedGroup.ts'
import type { Place } from '../domain/place.ts'
import { listPartition, membershipKey } from './keys.ts'
import { eventItem, eventOf, type PersonItem, personItem, personOf } from './personItem.ts'

/* A membership as an item of the table. */

type Item = Record<string, unknown>

export const settledItem = ({ last, unreadCount }: Settled, lastPlace: string) => ({
  unread_count: unreadCount,
  user_uuid: last.senderUuid,
  ...(last.sender === undefined ? {} : personItem(last.sender)),
  ...(last.event === undefined ? {} : { event: eventItem(last.event) }),
  ...(last.place === lastPlace ? {} : { last_message_at: last.place }),
  ...(last.revision === undefined ? {} : { revision: last.revision }),
  ...(last.deletedAt === undefined ? {} : { deleted_at: last.deletedAt }),
  ...(last.attachmentCount === undefined ? {} : { attachment_count: last.attachmentCount }),
})

const listKeyOf = (membership: Listed & { userUuid: string }) => {
  const list = listOf(membership)
  return list && listPartition(list, membership.userUuid)
}

/** The attributes that put a membership into its list. The inbox has no `state`. */
export const listAttributes = (membership: Listed & { userUuid: string }) => ({
  list_key: listKeyOf(membership),
  state: membership.state === 'inbox' ? undefined : membership.state,
})

/** The attributes of a block, which both memberships have: also before the conversation has begun. */
export const blockAttributes = ({ hasBlocked, blockedWith }: Blocks) => ({
  has_blocked: hasBlocked || undefined,
  is_blocked: blockedWith ? true : undefined,
  seen_when_blocked: blockedWith?.seen,
})

const directAttributes = (membership: DirectMembership) => ({
  user_uuid: membership.other.uuid,
  user_display_name: membership.other.displayName,
  user_handle: membership.other.handle,
  user_version: membership.otherVersion,
  ...blockAttributes(membership),
  other_state: membership.otherState,
  is_other_suspended: membership.isOtherSuspended || undefined,
})

// Lists without names of attributes: with these, a settled row would have more than 1 KB, and the next message of a group of
// 50 would cost 100 write units more.
type PreviewItem = [uuid: string, handle: string, displayName: string]

const previewItem = ({ uuid, handle, displayName }: Person): PreviewItem => [uuid, handle, displayName]

const previewOf = ([uuid, handle, displayName]: PreviewItem): Person => ({ uuid, handle, displayName })

/** What the row of a member shows of a named group. */
export const shownAttributes = ({ title, memberCount, preview, version }: ShownGroup, userUuid: string) => ({
  title,
  member_count: memberCount,
  members_preview: othersIn(preview, userUuid).map(previewItem),
  group_version: version,
})

const namedAttributes = ({ userUuid, joinedAt, shown }: NamedMembership) => ({
  joined_at: joinedAt,
  ...shownAttributes(shown, userUuid),
})

const commonAttributes = (membership: Membership) => ({
  ...membershipKey(membership.userUuid, membership.groupUuid),
  message_group_uuid: membership.groupUuid,
  ...listAttributes(membership),
  last_message_at: membership.lastPlace,
  message: membership.settled?.last.preview || undefined, // none if the last message is deleted
  last_read_at: membership.readPlace,
  revision: membership.revision,
  settled: membership.settled && settledItem(membership.settled, membership.lastPlace),
  muted_until: membership.mutedUntil,
  is_marked_unread: membership.isMarkedUnread || undefined,
  is_suspended: membership.isSuspended || undefined,
})

export const membershipItem = (membership: Membership) => ({
  ...commonAttributes(membership),
  ...(membership.kind === 'direct' ? directAttributes(membership) : namedAttributes(membership)),
})

type CommonItem = ReturnType<typeof commonAttributes>
type DirectItem = ReturnType<typeof directAttributes>
type NamedItem = ReturnType<typeof namedAttributes>

type SettledItem = NonNullable<CommonItem['settled']>

/** The row of a named group has the names of the sender. */
const senderIn = (settled: SettledItem): Pick<LastMessage, 'sender'> =>
  'user_handle' in settled ? { sender: personOf(settled as PersonItem) } : {}

const settledOf = ({
  settled,
  last_message_at = '',
  message = '',
}: Partial<CommonItem>): Settled | undefined =>
  settled && {
    last: {
      place: settled.last_message_at ?? last_message_at,
      preview: message,
      senderUuid: settled.user_uuid,
      ...senderIn(settled),
      ...(settled.event === undefined ? {} : { event: eventOf(settled.event) }),
      revision: settled.revision,
      deletedAt: settled.deleted_at,
      attachmentCount: settled.attachment_count,
    },
    unreadCount: settled.unread_count,
  }

/** Whether the member has blocked the other person, and whether the other person has blocked the member. */
export type Blocks = Pick<DirectMembership, 'hasBlocked' | 'blockedWith'>

export const blocksOf = (item: Item): Blocks => ({
  ...(item.has_blocked ? { hasBlocked: true } : {}),
  ...(item.is_blocked ? { blockedWith: { seen: item.seen_when_blocked as Place | undefined } } : {}),
})

/** A block before the first message writes a row without a conversation. */
export const hasBegun = (item: Item): boolean => item.message_group_uuid !== undefined

/** The tombstone of the row of somebody who has left a named group. */
export const hasLeft = (item: Item): boolean => item.left_at !== undefined

const commonOf = (userUuid: string, row: CommonItem) => ({
  userUuid,
  groupUuid: row.sk,
  lastPlace: row.last_message_at,
  readPlace: row.last_read_at,
  revision: row.revision,
  settled: settledOf(row),
  state: (row.state ?? 'inbox') as GroupState,
  ...(row.muted_until === undefined ? {} : { mutedUntil: row.muted_until }),
  ...(row.is_marked_unread ? { isMarkedUnread: true } : {}),
  ...(row.is_suspended ? { isSuspended: true } : {}),
})

const directOf = (userUuid: string, row: CommonItem & DirectItem): DirectMembership => ({
  kind: 'direct',
  ...commonOf(userUuid, row),
  other: { uuid: row.user_uuid, displayName: row.user_display_name, handle: row.user_handle },
  ...(row.user_version === undefined ? {} : { otherVersion: row.user_version }),
  ...blocksOf(row),
  ...(row.other_state === undefined ? {} : { otherState: row.other_state }),
  ...(row.is_other_suspended ? { isOtherSuspended: true } : {}),
})

const namedOf = (userUuid: string, row: CommonItem & NamedItem): NamedMembership => ({
  kind: 'named',
  ...commonOf(userUuid, row),
  joinedAt: row.joined_at,
  shown: {
    title: row.title,
    memberCount: row.member_count,
    preview: row.members_preview.map(previewOf),
    version: row.group_version,
  },
})

export const membershipOf = (userUuid: string, item: Item): Membership =>
  item.joined_at === undefined
    ? directOf(userUuid, item as CommonItem & DirectItem)
    : namedOf(userUuid, item as CommonItem & NamedItem)
