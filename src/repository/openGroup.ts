import { VisibleError } from '../domain/error.ts'
import {
  type DirectMembership,
  isReadable,
  type Membership,
  type NamedMembership,
  readPlaceOf,
} from '../domain/group.ts'
import { erasedUser } from '../domain/message.ts'
import { type NamedGroup, shownOf } from '../domain/namedGroup.ts'
import type { MemberNow } from '../domain/views.ts'
import { readConversation } from './conversations.ts'
import { membershipKey, userKeys } from './keys.ts'
import { getMembership, readRow, requireNamed, rowOf } from './memberships.ts'
import { getNamedGroup } from './namedGroups.ts'
import { getItems } from './reads.ts'
import { usersAmong } from './users.ts'

/* A conversation that its member opens. */

/** How far the other person has read, and the conversation. */
const readDirect = async (membership: DirectMembership) => {
  const { other, groupUuid, userUuid } = membership
  const [{ conversation, messages }, otherMembership] = await Promise.all([
    readConversation(membership),
    getMembership(other.uuid, groupUuid),
  ])
  // A block that began between the two reads. Only then: one more read for each request would tell the user of the block.
  const { blocks } =
    !membership.blockedWith && otherMembership?.hasBlocked
      ? await readRow(userUuid, groupUuid)
      : { blocks: membership }
  const seen = blocks.blockedWith ? blocks.blockedWith.seen : otherMembership?.readPlace
  return { conversation, otherReadPlace: readPlaceOf(other.uuid, messages, seen) }
}

/** The title and the members as they are now: the row shows them as of the last event that has arrived there. */
const readNamed = async (membership: NamedMembership) => {
  const [group, { conversation }] = await Promise.all([
    getNamedGroup(membership.groupUuid),
    readConversation(membership),
  ])
  const current = group ? { ...membership, shown: shownOf(group) } : membership
  return { conversation: { ...conversation, membership: current }, otherReadPlace: undefined }
}

/** A conversation, and how far the other person of a direct one has read. */
export const readOpenGroup = (membership: Membership) =>
  membership.kind === 'direct' ? readDirect(membership) : readNamed(membership)

/**
 * The members of a named group with their names, and how far each has read: according to their rows, or to their newest
 * message, unless that is older than the reader may read. Who has not accepted the invitation is not told to have read.
 */
const readMembers = async (
  membership: NamedMembership,
  { uuid: groupUuid, members, ownerUuid }: NamedGroup,
): Promise<MemberNow[]> => {
  const keys = members.flatMap(({ uuid }) => [userKeys.byUuid(uuid), membershipKey(uuid, groupUuid)])
  const [items, { messages }] = await Promise.all([getItems(keys), readConversation(membership)])
  const itemsByPartition = Map.groupBy(items, ({ pk }) => String(pk))
  const itemsAt = ({ pk }: { pk: string }) => itemsByPartition.get(pk) ?? []
  return members.map(({ uuid, joinedAt }) => {
    const [user] = usersAmong(itemsAt(userKeys.byUuid(uuid)))
    const row = rowOf(uuid, itemsAt(membershipKey(uuid, groupUuid))[0]).membership
    const readPlace = readPlaceOf(uuid, messages, row?.readPlace)
    return {
      person: user ?? { ...erasedUser, uuid },
      isOwner: uuid === ownerUuid,
      joinedAt,
      ...(readPlace !== undefined && isReadable(membership, readPlace) ? { readPlace } : {}),
    }
  })
}

export const requireMembers = async (userUuid: string, groupUuid: string): Promise<MemberNow[]> => {
  const membership = await requireNamed(userUuid, groupUuid)
  const group = await getNamedGroup(groupUuid)
  if (!group) throw new VisibleError('message_group_not_found')
  return readMembers(membership, group)
}
