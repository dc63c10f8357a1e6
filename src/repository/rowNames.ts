import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../domain/group.ts'
import { erasedUser } from '../domain/message.ts'
import { previewOfUser, withNames } from '../domain/namedGroup.ts'
import type { User } from '../domain/user.ts'
import { env } from '../env.ts'
import { inParallel } from '../inParallel.ts'
import { documents } from './client.ts'
import { showInRows } from './groupRows.ts'
import { membershipKey, membershipPartition } from './keys.ts'
import { hasBegun, membershipOf } from './membershipItem.ts'
import { getNamedGroup, updateGroup } from './namedGroups.ts'
import { changeIf, repeatChange, transactWrite } from './writes.ts'

/*
 * The names of a user in the rows of others. Two writes set them: the start of a conversation, on condition that they are
 * current, and the job of a rename. `user_version` only grows, so an older job cannot restore an old name.
 */

const pageSize = 100

/** Own rows in the order of their keys. They lead to the rows of others. */
const readPage = async (userUuid: string, after: string | undefined) => {
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: env.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': membershipPartition(userUuid) },
      ConsistentRead: true, // a conversation that was started just before the rename
      Limit: pageSize,
      ExclusiveStartKey: after === undefined ? undefined : membershipKey(userUuid, after),
    }),
  )
  const memberships = Items.filter(hasBegun).map((item) => membershipOf(userUuid, item))
  return { memberships, last: LastEvaluatedKey && String(LastEvaluatedKey.sk) }
}

/** Returns the row, or undefined if it has these names or newer ones, or none because the user is being erased. */
const renameIn = async (
  otherUuid: string,
  groupUuid: string,
  user: User,
): Promise<Membership | undefined> => {
  const row = await changeIf({
    TableName: env.tableName,
    Key: membershipKey(otherUuid, groupUuid),
    UpdateExpression:
      'SET user_display_name = :name, user_handle = :handle, user_version = :version ADD revision :one',
    ConditionExpression:
      'user_uuid = :user AND attribute_exists(message_group_uuid) AND (attribute_not_exists(user_version) OR user_version < :version)',
    ExpressionAttributeValues: {
      ':name': user.displayName,
      ':handle': user.handle,
      ':version': user.profileVersion,
      ':user': user.uuid,
      ':one': 1,
    },
  })
  return row && membershipOf(otherUuid, row)
}

/** The rows of a named group show the names of its first members. */
const renameInGroup = (groupUuid: string, user: User): Promise<unknown> =>
  repeatChange(`renaming ${user.uuid} in the group ${groupUuid}`, async () => {
    const group = await getNamedGroup(groupUuid)
    if (!group?.preview.some(({ uuid }) => uuid === user.uuid)) return { isShown: false }
    const after = withNames(group, previewOfUser(user))
    if (after && (await transactWrite([updateGroup(group, after)])).includes(true)) return undefined
    // Also if the group shows the names: an earlier delivery of the job can have ended before the rows did.
    await showInRows(after ? { ...after, version: group.version + 1 } : group)
    return { isShown: true }
  })

/**
 * Writes the names of a user into the rows of the others in up to 100 conversations, after the one given. Returns the rows
 * that have changed, and the last conversation if there may be more.
 */
export const renameInRows = async (user: User, after: string | undefined) => {
  const { memberships, last } = await readPage(user.uuid, after)
  const renamed: Membership[] = []
  await inParallel(memberships, async (membership) => {
    const { groupUuid } = membership
    if (membership.kind === 'named') return renameInGroup(groupUuid, user)
    if (membership.other.uuid === erasedUser.uuid) return
    const row = await renameIn(membership.other.uuid, groupUuid, user)
    if (row) renamed.push(row)
  })
  return { renamed, last }
}
