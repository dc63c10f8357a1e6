import {
  type DirectMembership,
  type HiddenState,
  type Membership,
  stateAfterMessage,
} from '../domain/group.ts'
import type { NamedGroup } from '../domain/namedGroup.ts'
import { env } from '../env.ts'
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
type Hidden = { userUuid: string; groupUuid: string; state: HiddenState }

/** Without a new revision: the sender must not notice. */
const removeOtherState = ({ userUuid, groupUuid }: DirectMembership): Write => ({
  Update: {
    TableName: env.tableName,
    Key: membershipKey(userUuid, groupUuid),
    UpdateExpression: 'REMOVE other_state',
    ConditionExpression: 'attribute_exists(pk)',
  },
})

const removeFromHidden = (groupUuid: string, hidden: Hidden[]): Write => ({
  Update: {
    TableName: env.tableName,
    Key: namedGroupKey(groupUuid),
    UpdateExpression: `REMOVE ${hidden.map((_, index) => `#hidden.#user${index}`).join(', ')}`,
    ConditionExpression: 'attribute_exists(#hidden)',
    ExpressionAttributeNames: {
      '#hidden': 'hidden',
      ...Object.fromEntries(hidden.map(({ userUuid }, index) => [`#user${index}`, userUuid])),
    },
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

const bringBackDirect = async (membership: DirectMembership): Promise<void> => {
  const { other, groupUuid, otherState: state } = membership
  if (!state) return
  const hidden = { userUuid: other.uuid, groupUuid, state }
  const removeNote = removeOtherState(membership)
  const [isElsewhere] = await transactWrite([moveBack(hidden), removeNote])
  if (!isElsewhere) return
  // They have brought it back themselves; or they have blocked the sender since the sender's row was read.
  const [isHidden] = await transactWrite([mustNotBeHidden(hidden), removeNote])
  if (isHidden) await transactWrite([moveBack(hidden, true), removeNote])
}

const hiddenIn = (userUuid: string, { uuid, hidden }: NamedGroup): Hidden[] =>
  Object.entries(hidden)
    .filter(([hiddenUuid]) => hiddenUuid !== userUuid)
    .map(([hiddenUuid, state]) => ({ userUuid: hiddenUuid, groupUuid: uuid, state }))

/** In one transaction for all: each writes the item of the group, and several at once would cancel each other. */
const bringBackNamed = async (groupUuid: string, hidden: Hidden[]): Promise<void> => {
  // First moved back; then, if they have done that themselves, only checked. Who has hidden the group again stays there.
  let rows = hidden.map((row) => ({ row, writes: [moveBack(row), mustNotBeHidden(row)] }))
  while (rows.length > 0) {
    const failed = await transactWrite([
      ...rows.flatMap(({ writes: [write] }) => write ?? []),
      removeFromHidden(
        groupUuid,
        rows.map(({ row }) => row),
      ),
    ])
    const hasEnded = failed[rows.length]
    if (hasEnded || !failed.includes(true)) return
    rows = rows
      .map(({ row, writes }, index) => ({ row, writes: failed[index] ? writes.slice(1) : writes }))
      .filter(({ writes }) => writes.length > 0)
  }
}

/** Whether a message of the member has to bring the conversation back for somebody. */
export const isHiddenFromOthers = (membership: Membership, group: NamedGroup | undefined): boolean =>
  membership.kind === 'direct'
    ? membership.otherState !== undefined
    : group !== undefined && hiddenIn(membership.userUuid, group).length > 0

/** Brings the conversation back for the others who have hidden it. */
export const bringBack = async (membership: Membership, group: NamedGroup | undefined): Promise<void> => {
  if (membership.kind === 'direct') await bringBackDirect(membership)
  else if (group) await bringBackNamed(group.uuid, hiddenIn(membership.userUuid, group))
}
