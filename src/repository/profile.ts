import { VisibleError } from '../domain/error.ts'
import { changedUser, isRenamed, type UserChange } from '../domain/profile.ts'
import type { User } from '../domain/user.ts'
import { env } from '../env.ts'
import { userKeys } from './keys.ts'
import { getItem } from './reads.ts'
import { canTake, changeWrites } from './userItems.ts'
import { changeIfUnchanged, requireUser } from './users.ts'
import { repeatChange, transactWrite, updateIf } from './writes.ts'

/* What a user changes about themselves (docs/decisions/0041-renames-and-long-work.md). */

/** What is absent stays. */
export type ProfileChange = {
  [Name in 'displayName' | 'handle' | 'strangers']?: User[Name] | undefined
}

const withoutAbsent = (change: ProfileChange): UserChange =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))

const isUnchanged = (user: User, before: User): boolean =>
  !isRenamed(user, before) && (user.strangers ?? 'inbox') === (before.strangers ?? 'inbox')

/** Throws an error if the handle is taken. The transaction checks it again. */
const requireFree = async (handle: string, userUuid: string, now: number) => {
  if (!canTake(await getItem(userKeys.byHandle(handle)), userUuid, now))
    throw new VisibleError('handle_taken')
}

type Options = {
  now: number
  /** Called once, before the names change. */
  beforeRename: () => Promise<unknown>
}

/** Changes names and settings in one transaction. Returns the user as they are then, and what has changed. */
export const changeProfile = (uuid: string, change: ProfileChange, { now, beforeRename }: Options) => {
  let isAnnounced = false
  return repeatChange(`changing the profile of ${uuid}`, async () => {
    const before = await requireUser(uuid)
    const user = changedUser(before, withoutAbsent(change), now)
    if (isUnchanged(user, before)) return { user: before, isChanged: false, isRenamed: false }
    const hasNewHandle = user.handle !== before.handle
    if (hasNewHandle) await requireFree(user.handle, uuid, now)
    if (isRenamed(user, before) && !isAnnounced) await beforeRename()
    isAnnounced ||= isRenamed(user, before)
    const [wasChanged, isTaken, ...failed] = await transactWrite(changeWrites(user, before, now))
    if (wasChanged) return undefined
    if (hasNewHandle && isTaken) throw new VisibleError('handle_taken')
    return isTaken || failed.includes(true)
      ? undefined
      : { user, isChanged: true, isRenamed: isRenamed(user, before) }
  })
}

/** Ends the sign-ins of a user before this time. */
export const endSignIns = (uuid: string, now: number): Promise<User> =>
  repeatChange(`signing ${uuid} out`, async () => {
    const before = await requireUser(uuid)
    const signedOutAt = new Date(now).toISOString()
    if ((before.signedOutAt ?? '') >= signedOutAt) return before // by a server whose clock is ahead
    return (await changeIfUnchanged(before, { signedOutAt })) ? { ...before, signedOutAt } : undefined
  })

/** Notes that every conversation row of others shows the names of the user, unless these have changed since they were read. */
export const noteShown = ({ uuid, profileVersion }: User): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: userKeys.byUuid(uuid),
    UpdateExpression: 'SET shown_version = :version',
    ConditionExpression: 'attribute_not_exists(erased_at) AND profile_version = :version',
    ExpressionAttributeValues: { ':version': profileVersion },
  })
