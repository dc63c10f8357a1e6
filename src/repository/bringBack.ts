import { type HiddenState, type Membership, stateAfterMessage } from '../domain/group.ts'
import { env } from '../env.ts'
import { membershipKey } from './keys.ts'
import { listAttributes } from './membershipItem.ts'
import { transactWrite, updateUnchanged, type Write } from './writes.ts'

/*
 * A message brings a conversation back that the other person has hidden: archived, or declined as a request. The
 * transaction that hides a row also sets `other_state` on the row of the other member (changeMembership.ts). Only a
 * transaction that finds or makes the row not hidden removes it. So as long as a row is hidden, the other one has it.
 */

const keyOfOther = ({ other, groupUuid }: Membership) => membershipKey(other.uuid, groupUuid)

/** Without a new revision: the sender must not notice. */
const removeOtherState = ({ userUuid, groupUuid }: Membership): Write => ({
  Update: {
    TableName: env.tableName,
    Key: membershipKey(userUuid, groupUuid),
    UpdateExpression: 'REMOVE other_state',
    ConditionExpression: 'attribute_exists(pk)',
  },
})

/** Of a row in the blocked list, it changes the list to which the row returns after the block. */
const moveBack = (membership: Membership, hiddenState: HiddenState, hasBlocked = false): Write => {
  const place = { userUuid: membership.other.uuid, state: stateAfterMessage(hiddenState), hasBlocked }
  const before = { state: hiddenState, has_blocked: hasBlocked || undefined, erased_at: undefined }
  return {
    Update: updateUnchanged(keyOfOther(membership), { before, after: listAttributes(place), isShown: true }),
  }
}

/** Fails while the row is hidden. */
const mustNotBeHidden = (membership: Membership): Write => ({
  ConditionCheck: {
    TableName: env.tableName,
    Key: keyOfOther(membership),
    ConditionExpression: 'attribute_not_exists(#state) OR #state = :request',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':request': 'request' },
  },
})

/** Brings the conversation back for the other person of a membership, if they have hidden it. */
export const bringBack = async (membership: Membership): Promise<void> => {
  const { otherState } = membership
  if (otherState === undefined) return
  const [isElsewhere] = await transactWrite([moveBack(membership, otherState), removeOtherState(membership)])
  if (!isElsewhere) return
  // They have brought it back themselves; or they have blocked the sender since the sender's row was read.
  const [isHidden] = await transactWrite([mustNotBeHidden(membership), removeOtherState(membership)])
  if (isHidden) await transactWrite([moveBack(membership, otherState, true), removeOtherState(membership)])
}
