import {
  type DirectMembership,
  type HiddenState,
  type Membership,
  stateAfterMessage,
} from '../domain/group.ts'
import type { NamedGroup } from '../domain/namedGroup.ts'
import { env } from '../env.ts'
import { inParallel } from '../inParallel.ts'
import { membershipKey, namedGroupKey } from './keys.ts'
import { listAttributes } from './membershipItem.ts'
import { transactWrite, updateUnchanged, type Write } from './writes.ts'

/*
 * A message brings a conversation back for the members who have hidden it: archived, or declined as a request. The
 * transaction that hides a row also makes a note where every sender reads it (changeMembership.ts): `other_state` on the row
 * of the other member of a direct conversation, an entry in `hidden` of a named group. Only a transaction that finds or makes
 * the row not hidden removes the note. So as long as a row is hidden, the note exists.
 */

/** A row that is hidden according to its note. */
type Hidden = { userUuid: string; groupUuid: string; state: HiddenState; removeNote: Write }

/** Without a new revision: the sender must not notice. */
const removeOtherState = ({ userUuid, groupUuid }: DirectMembership): Write => ({
  Update: {
    TableName: env.tableName,
    Key: membershipKey(userUuid, groupUuid),
    UpdateExpression: 'REMOVE other_state',
    ConditionExpression: 'attribute_exists(pk)',
  },
})

const removeFromHidden = (groupUuid: string, userUuid: string): Write => ({
  Update: {
    TableName: env.tableName,
    Key: namedGroupKey(groupUuid),
    UpdateExpression: 'REMOVE #hidden.#user',
    ConditionExpression: 'attribute_exists(#hidden)',
    ExpressionAttributeNames: { '#hidden': 'hidden', '#user': userUuid },
  },
})

/** Of a row in the blocked list, it changes the list to which the row returns after the block. */
const moveBack = ({ userUuid, groupUuid, state }: Hidden, hasBlocked = false): Write => {
  const place = { userUuid, state: stateAfterMessage(state), hasBlocked }
  const before = { state, has_blocked: hasBlocked || undefined, erased_at: undefined }
  const Key = membershipKey(userUuid, groupUuid)
  return { Update: updateUnchanged(Key, { before, after: listAttributes(place), isShown: true }) }
}

/** Fails while the row is hidden. */
const mustNotBeHidden = ({ userUuid, groupUuid }: Hidden): Write => ({
  ConditionCheck: {
    TableName: env.tableName,
    Key: membershipKey(userUuid, groupUuid),
    ConditionExpression: 'attribute_not_exists(#state) OR #state = :request',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':request': 'request' },
  },
})

const bringBackRow = async (hidden: Hidden): Promise<void> => {
  const { removeNote } = hidden
  const [isElsewhere] = await transactWrite([moveBack(hidden), removeNote])
  if (!isElsewhere) return
  // They have brought it back themselves; or they have blocked the sender since the sender's row was read.
  const [isHidden] = await transactWrite([mustNotBeHidden(hidden), removeNote])
  if (isHidden) await transactWrite([moveBack(hidden, true), removeNote])
}

const hiddenFrom = (membership: Membership, group: NamedGroup | undefined): Hidden[] => {
  const { groupUuid } = membership
  if (membership.kind === 'direct') {
    const { other, otherState: state } = membership
    return state ? [{ userUuid: other.uuid, groupUuid, state, removeNote: removeOtherState(membership) }] : []
  }
  return Object.entries(group?.hidden ?? {})
    .filter(([userUuid]) => userUuid !== membership.userUuid)
    .map(([userUuid, state]) => {
      return { userUuid, groupUuid, state, removeNote: removeFromHidden(groupUuid, userUuid) }
    })
}

/** Whether a message of the member has to bring the conversation back for somebody. */
export const isHiddenFromOthers = (membership: Membership, group: NamedGroup | undefined): boolean =>
  hiddenFrom(membership, group).length > 0

/** Brings the conversation back for the others who have hidden it. */
export const bringBack = (membership: Membership, group: NamedGroup | undefined): Promise<void> =>
  inParallel(hiddenFrom(membership, group), bringBackRow)
