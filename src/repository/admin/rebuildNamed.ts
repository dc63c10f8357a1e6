import { isDeepStrictEqual } from 'node:util'
import type { NamedMembership } from '../../domain/group.ts'
import type { Message } from '../../domain/message.ts'
import { hasMember, type Member, type NamedGroup, shownOf } from '../../domain/namedGroup.ts'
import { env } from '../../env.ts'
import { putRow } from '../changeNamedGroup.ts'
import { firstNamedMembership } from '../createNamedGroup.ts'
import { namedGroupKey } from '../keys.ts'
import { leaveRow } from '../leaveNamedGroup.ts'
import { shownAttributes } from '../membershipItem.ts'
import { readRow } from '../memberships.ts'
import { transactWrite, type Write } from '../writes.ts'

/* The rows of a named group, compared with the group itself, which says who its members are. */

const memberOf = ({ members }: NamedGroup, userUuid: string): Member | undefined =>
  members.find(({ uuid }) => uuid === userUuid)

/** The attributes of a row with the title and the members of the group, and the time from which its member may read. */
export const groupAttributes = (group: NamedGroup, userUuid: string) => ({
  joined_at: memberOf(group, userUuid)?.joinedAt,
  ...shownAttributes(shownOf(group), userUuid),
})

export const showsGroup = ({ userUuid, joinedAt, shown }: NamedMembership, group: NamedGroup): boolean =>
  isDeepStrictEqual(
    { joined_at: joinedAt, ...shownAttributes(shown, userUuid) },
    groupAttributes(group, userUuid),
  )

const mustBeUnchanged = ({ uuid, version }: NamedGroup): Write => ({
  ConditionCheck: {
    TableName: env.tableName,
    Key: namedGroupKey(uuid),
    ConditionExpression: 'group_version = :version',
    ExpressionAttributeValues: { ':version': version },
  },
})

export type RowRepair = { userUuid: string; what: string; write: () => Promise<boolean> }

/** How far the member has read is lost with the row: everything is unread. */
const missingRow = (group: NamedGroup, member: Member, loud: Message): RowRepair => ({
  userUuid: member.uuid,
  what: 'row was missing',
  write: async () => {
    const first = firstNamedMembership(group, member, loud, group.hidden[member.uuid] ?? 'inbox')
    const row = await putRow({ ...first, readPlace: undefined })
    return !(await transactWrite([mustBeUnchanged(group), row])).includes(true)
  },
})

const strayRow = (group: NamedGroup, userUuid: string): RowRepair => ({
  userUuid,
  what: 'row of somebody who is no member',
  write: async () => {
    const row = leaveRow(group.uuid, userUuid, Date.now())
    return !(await transactWrite([mustBeUnchanged(group), row])).includes(true)
  },
})

/** Rows that the members do not have, and rows of people who are no members. */
export const findWrongRows = async (
  group: NamedGroup,
  loud: Message,
  rowOwners: string[],
): Promise<RowRepair[]> => {
  const withoutRow = group.members.filter(({ uuid }) => !rowOwners.includes(uuid))
  // The index that lists the rows is eventually consistent, and the row of somebody who is being erased is not missing.
  const missing = await Promise.all(
    withoutRow.map(async (member) => {
      const { hasBegun } = await readRow(member.uuid, group.uuid)
      return hasBegun ? [] : [missingRow(group, member, loud)]
    }),
  )
  const strays = rowOwners.filter((uuid) => !hasMember(group, uuid))
  return [...missing.flat(), ...strays.map((uuid) => strayRow(group, uuid))]
}
