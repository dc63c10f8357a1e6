import { VisibleError } from '../domain/error.ts'
import { type Membership, quietBeforeOf, refusalOf } from '../domain/group.ts'
import type { Draft, Message } from '../domain/message.ts'
import { joinedLast, type NamedGroup } from '../domain/namedGroup.ts'
import { isUuidV7 } from '../domain/place.ts'
import { env } from '../env.ts'
import { bringBack, isHiddenFromOthers } from './bringBack.ts'
import { listPartition, membershipKey } from './keys.ts'
import { requireMembership } from './memberships.ts'
import { getNamedGroup } from './namedGroups.ts'
import { findStored, storeMessage } from './storeMessage.ts'
import { updateIf } from './writes.ts'

/**
 * Moves the sender's row to the inbox and removes the mark "unread", because writing accepts a request, unarchives, and
 * reads. Returns false if the sender has blocked the other person or is being erased.
 */
const moveToInbox = ({ userUuid, groupUuid }: Membership): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: membershipKey(userUuid, groupUuid),
    UpdateExpression: 'SET list_key = :inbox REMOVE #state, is_marked_unread ADD revision :one',
    ConditionExpression:
      'attribute_exists(message_group_uuid) AND attribute_not_exists(erased_at) AND attribute_not_exists(has_blocked)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':inbox': listPartition('inbox', userUuid), ':one': 1 },
  })

/** The sender's row, and the group if it is a named one. */
export type Sender = { membership: Membership; group?: NamedGroup | undefined }

/** Reads both at the same time. Only the uuid of a named group is of version 7. */
export const requireSender = async (userUuid: string, groupUuid: string): Promise<Sender> => {
  const [membership, group] = await Promise.all([
    requireMembership(userUuid, groupUuid),
    isUuidV7(groupUuid) ? getNamedGroup(groupUuid) : undefined,
  ])
  return { membership, group }
}

/** Everybody who was in the group when the sender's row was read sees the message, whatever the clocks of devices and servers say. */
const storeSent = ({ membership, group }: Sender, draft: Draft, clock: () => number): Promise<Message> =>
  storeMessage(draft, clock, {
    quietBefore: quietBeforeOf(membership),
    notBefore: group ? joinedLast(group) : membership.joinedAt,
  })

/** First brings the conversation back: a message that is stored may not stay hidden, whatever fails between the two. */
const bringBackAndStore = async (sender: Sender, draft: Draft, clock: () => number): Promise<Message> => {
  await bringBack(sender.membership, sender.group)
  return storeSent(sender, draft, clock)
}

/**
 * Stores a message of a member, or throws why they cannot write. A retry of a message that is stored returns that message
 * and writes nothing, also if the sender was blocked, or one of the two has archived the conversation since.
 */
export const sendMessage = async (sender: Sender, draft: Draft, clock: () => number): Promise<Message> => {
  const { membership, group } = sender
  if (membership.isSuspended) throw new VisibleError('account_suspended')
  const refusal = refusalOf(membership)
  const isInPlace = membership.state === 'inbox' && !membership.isMarkedUnread
  if (isInPlace && !refusal && !isHiddenFromOthers(membership, group)) return storeSent(sender, draft, clock)
  const stored = await findStored(draft)
  if (stored) return stored
  if (refusal) throw new VisibleError(refusal)
  // Before the message is stored: an answer to a request never stays among the requests.
  if (isInPlace || (await moveToInbox(membership))) return bringBackAndStore(sender, draft, clock)
  return sendMessage(await requireSender(membership.userUuid, membership.groupUuid), draft, clock)
}
