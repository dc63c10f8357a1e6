import type { Arrival } from '../domain/arrival.ts'
import { type NamedGroup, shownOf } from '../domain/namedGroup.ts'
import { env } from '../env.ts'
import { inParallel } from '../inParallel.ts'
import { membershipKey } from './keys.ts'
import { shownAttributes } from './membershipItem.ts'
import { type Advance, advanceMembership, moveOf } from './membershipUpdates.ts'
import { updateIf } from './writes.ts'

/* What the rows of its members show of a named group. A row that shows a newer version stays as it is. */

const isOlder = 'group_version < :group_version'

export const showInRow = (group: NamedGroup, userUuid: string): Promise<boolean> => {
  const shown = Object.entries(shownAttributes(shownOf(group), userUuid))
  return updateIf({
    TableName: env.tableName,
    Key: membershipKey(userUuid, group.uuid),
    UpdateExpression: `SET ${shown.map(([name]) => `${name} = :${name}`).join(', ')} ADD revision :one`,
    ConditionExpression: isOlder,
    ExpressionAttributeValues: {
      ...Object.fromEntries(shown.map(([name, value]) => [`:${name}`, value])),
      ':one': 1,
    },
  })
}

export const showInRows = (group: NamedGroup): Promise<void> =>
  inParallel(group.members, ({ uuid }) => showInRow(group, uuid))

/** Shows an event and the group after it in one row: with one write, unless the row shows a part of it already. */
export const showEvent = async (arrival: Arrival, group: NamedGroup): Promise<Advance> => {
  const { userUuid } = arrival
  const shown = shownAttributes(shownOf(group), userUuid)
  if (await updateIf(moveOf(arrival, { shown, condition: isOlder }))) return 'moved'
  const outcome = await advanceMembership(arrival)
  await showInRow(group, userUuid)
  return outcome
}
