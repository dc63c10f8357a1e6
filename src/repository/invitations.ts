import type { ErrorCode } from '../domain/error.ts'
import { type GroupState, groupUuidOf } from '../domain/group.ts'
import type { User } from '../domain/user.ts'
import { env } from '../env.ts'
import { membershipKey, userKeys } from './keys.ts'
import { type Row, rowOf } from './memberships.ts'
import { getItems } from './reads.ts'
import { usersAmong } from './users.ts'
import type { Write } from './writes.ts'

/* Who may be added to a named group by whom, and into which of their lists the group comes. */

/** Somebody who is to be added, and their row of the direct conversation with the member who adds them. */
export type Invited = { user: User; row: Row }

/**
 * Reads people, at most 50, with consistent reads. Leaves out who does not exist. No cache: who is erased after this read is
 * found by the erasure as a member.
 */
export const readInvited = async (inviterUuid: string, uuids: string[]): Promise<Map<string, Invited>> => {
  const rowKeyOf = (uuid: string) => membershipKey(uuid, groupUuidOf(inviterUuid, uuid))
  const keys = uuids.flatMap((uuid) => [userKeys.byUuid(uuid), rowKeyOf(uuid)])
  const items = await getItems(keys, { consistent: true })
  const itemsByPartition = Map.groupBy(items, ({ pk }) => String(pk))
  return new Map(
    uuids.flatMap((uuid) => {
      const [user] = usersAmong(itemsByPartition.get(userKeys.byUuid(uuid).pk) ?? [])
      const [rowItem] = itemsByPartition.get(rowKeyOf(uuid).pk) ?? []
      return user ? [[uuid, { user, row: rowOf(uuid, rowItem) }] as const] : []
    }),
  )
}

/** Whether they have a direct conversation with the inviter that is not a request. */
const knowsInviter = ({ row: { membership } }: Invited): boolean =>
  membership !== undefined && (membership.state === 'inbox' || membership.state === 'archived')

/** Why somebody cannot be added. The inviter is not told why somebody is unavailable. */
export const refusalOfInvited = (invited: Invited): ErrorCode | undefined => {
  const { user, row } = invited
  if (row.blocks.blockedWith) return 'recipient_blocked'
  if (row.blocks.hasBlocked || user.suspendedAt) return 'recipient_unavailable'
  return user.strangers === 'nobody' && !knowsInviter(invited) ? 'recipient_unavailable' : undefined
}

export const stateOfInvited = (invited: Invited): GroupState =>
  invited.user.strangers === 'requests' && !knowsInviter(invited) ? 'request' : 'inbox'

/** A condition of a transaction: neither of the two blocks the other. */
export const mustNotBeBlocked = (inviterUuid: string, uuid: string): Write => ({
  ConditionCheck: {
    TableName: env.tableName,
    Key: membershipKey(uuid, groupUuidOf(inviterUuid, uuid)),
    ConditionExpression: 'attribute_not_exists(has_blocked) AND attribute_not_exists(is_blocked)',
  },
})
