import { VisibleError } from '../../domain/error.ts'
import type { Membership } from '../../domain/group.ts'
import { erasedUser } from '../../domain/message.ts'
import type { User } from '../../domain/user.ts'
import { env } from '../../env.ts'
import { inParallel } from '../../inParallel.ts'
import { membershipKey } from '../keys.ts'
import { readMemberships } from '../userData.ts'
import { changeIfUnchanged, getUserByUuid } from '../users.ts'
import { repeatChange, updateIf } from '../writes.ts'

/*
 * Suspends an account, and restores it.
 *
 * A suspension first marks the three items of the user: nobody can start a conversation with them any more, and every
 * function refuses them as soon as its cached profile expires. Then it marks the user's rows, which every request reads
 * anyway, so that it refuses the user at once, and the rows of the others, who cannot write to them. Restoring removes the
 * marks in the reverse order. Therefore no row is marked unless its user is, and both can be repeated after an interruption.
 */

/** Sets or removes when the account was suspended. Keeps the time of an earlier suspension. */
const markUser = (uuid: string, suspendedAt: string | undefined): Promise<User> =>
  repeatChange(`changing user ${uuid}`, async () => {
    const before = await getUserByUuid(uuid)
    if (!before) throw new VisibleError('user_not_found')
    if ((before.suspendedAt === undefined) === (suspendedAt === undefined)) return before
    return (await changeIfUnchanged(before, { suspendedAt })) ? { ...before, suspendedAt } : undefined
  })

type Mark = 'is_suspended' | 'is_other_suspended'

/** Without a new revision, which the other person would notice. */
const markRow = (userUuid: string, groupUuid: string, mark: Mark, isSuspended: boolean) =>
  updateIf({
    TableName: env.tableName,
    Key: membershipKey(userUuid, groupUuid),
    UpdateExpression: isSuspended ? `SET ${mark} = :true` : `REMOVE ${mark}`,
    ConditionExpression: `attribute_exists(${isSuspended ? 'message_group_uuid' : mark})`,
    ...(isSuspended ? { ExpressionAttributeValues: { ':true': true } } : {}),
  })

/** In a named group, nobody else depends on it. */
const markGroup = (membership: Membership, isSuspended: boolean) => {
  const { userUuid, groupUuid } = membership
  const own = markRow(userUuid, groupUuid, 'is_suspended', isSuspended)
  if (membership.kind === 'named' || membership.other.uuid === erasedUser.uuid) return own
  return Promise.all([own, markRow(membership.other.uuid, groupUuid, 'is_other_suspended', isSuspended)])
}

type OnConversation = () => void

const markGroups = async (userUuid: string, isSuspended: boolean, onConversation: OnConversation) => {
  let conversations = 0
  await inParallel(readMemberships(userUuid), async (membership) => {
    await markGroup(membership, isSuspended)
    conversations += 1
    onConversation()
  })
  return conversations
}

/** Returns the user, and the number of their conversations. */
export const suspendUser = async (uuid: string, now: number, onConversation: OnConversation) => {
  const user = await markUser(uuid, new Date(now).toISOString())
  return { user, conversations: await markGroups(uuid, true, onConversation) }
}

/** Ends a suspension. Returns the user, and the number of their conversations. */
export const restoreUser = async (uuid: string, onConversation: OnConversation) => {
  const conversations = await markGroups(uuid, false, onConversation)
  return { user: await markUser(uuid, undefined), conversations }
}
