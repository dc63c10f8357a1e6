import { VisibleError } from '../../domain/error.ts'
import type { User } from '../../domain/user.ts'
import { moveEntries } from '../directory.ts'
import { userKeys } from '../keys.ts'
import { changeIfUnchanged, getUserByUuid, moveUserItem, replaceUserItem } from '../users.ts'
import { transactWrite } from '../writes.ts'

/** Allows a user to be claimed with an e-mail address. */
export const addClaim = (before: User, claim: string) => changeIfUnchanged(before, { claim })

const maxAttempts = 5

type Change = { handle?: string; displayName?: string; cognitoUserId?: string }

/** Changes a user's handle, display name or Cognito id, all three copies of the user in one transaction. */
export const changeUser = async (uuid: string, change: Change, attempt = 1): Promise<User> => {
  const before = await getUserByUuid(uuid)
  if (!before) throw new VisibleError('user_not_found')
  const user: User = { ...before, ...change }
  const byHandle = moveUserItem(userKeys.byHandle, user, before, before.handle, user.handle)
  const byCognitoId = moveUserItem(
    userKeys.byCognitoId,
    user,
    before,
    before.cognitoUserId,
    user.cognitoUserId,
  )
  const [wasChanged, ...failed] = await transactWrite([
    replaceUserItem(userKeys.byUuid(uuid), user, before),
    ...byHandle,
    ...byCognitoId,
    ...moveEntries(user, before),
  ])
  if (wasChanged && attempt < maxAttempts) return changeUser(uuid, change, attempt + 1)
  if (wasChanged) throw new Error(`gave up changing user ${uuid}: too many concurrent changes`)
  if (failed[0]) throw new VisibleError('handle_taken')
  if (failed.includes(true)) throw new VisibleError('cognito_user_id_taken')
  return user
}
