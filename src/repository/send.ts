import { VisibleError } from '../domain/error.ts'
import { type Membership, quietBeforeOf, refusalOf } from '../domain/group.ts'
import type { Draft, Message } from '../domain/message.ts'
import { env } from '../env.ts'
import { bringBack } from './bringBack.ts'
import { listPartition, membershipKey } from './keys.ts'
import { requireMembership } from './memberships.ts'
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
      'attribute_exists(pk) AND attribute_not_exists(erased_at) AND attribute_not_exists(has_blocked)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':inbox': listPartition('inbox', userUuid), ':one': 1 },
  })

/** First brings the conversation back: a message that is stored may not stay hidden, whatever fails between the two. */
const store = async (membership: Membership, draft: Draft, clock: () => number): Promise<Message> => {
  await bringBack(membership)
  return storeMessage(draft, clock, quietBeforeOf(membership))
}

/**
 * Stores a message of a member, or throws why they cannot write. A retry of a message that is stored returns that message
 * and writes nothing, also if the sender was blocked, or one of the two has archived the conversation since.
 */
export const sendMessage = async (
  membership: Membership,
  draft: Draft,
  clock: () => number,
): Promise<Message> => {
  if (membership.isSuspended) throw new VisibleError('account_suspended')
  const refusal = refusalOf(membership)
  const isInPlace = membership.state === 'inbox' && !membership.isMarkedUnread
  if (isInPlace && !refusal && !membership.otherState)
    return storeMessage(draft, clock, quietBeforeOf(membership))
  const stored = await findStored(draft)
  if (stored) return stored
  if (refusal) throw new VisibleError(refusal)
  // Before the message is stored: an answer to a request never stays among the requests.
  if (isInPlace || (await moveToInbox(membership))) return store(membership, draft, clock)
  return sendMessage(await requireMembership(membership.userUuid, membership.groupUuid), draft, clock)
}
