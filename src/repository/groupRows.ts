import { type NamedGroup, shownOf } from '../domain/namedGroup.ts'
import { env } from '../env.ts'
import { inParallel } from '../inParallel.ts'
import { membershipKey } from './keys.ts'
import { shownAttributes } from './membershipItem.ts'
import { updateIf } from './writes.ts'

/** Shows a named group in the rows of its members. A row that shows a newer version stays as it is. */
export const showInRows = (group: NamedGroup): Promise<void> => {
  const shown = shownOf(group)
  return inParallel(group.members, async ({ uuid }) => {
    const attributes = shownAttributes(shown, uuid)
    const sets = Object.keys(attributes).map((name) => `${name} = :${name}`)
    await updateIf({
      TableName: env.tableName,
      Key: membershipKey(uuid, group.uuid),
      UpdateExpression: `SET ${sets.join(', ')} ADD revision :one`,
      ConditionExpression: 'group_version < :group_version',
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value])),
        ':one': 1,
      },
    })
  })
}
