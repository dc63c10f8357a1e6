import { VisibleError } from '../../domain/error.ts'
import { changedUser } from '../../domain/profile.ts'
import type { User } from '../../domain/user.ts'
import { changeWrites } from '../userItems.ts'
import { changeIfUnchanged, getUserByUuid } from '../users.ts'
import { repeatChange, transactWrite } from '../writes.ts'

/** Allows a user to be claimed with an e-mail address. */
export const addClaim = (before: User, claim: string) => changeIfUnchanged(before, { claim })

type Change = { handle?: string; displayName?: string; cognitoUserId?: string }

/** Changes a user's handle, display name or Cognito id. The conversation rows of others keep the names that they have. */
export const changeUser = (uuid: string, change: Change, now = Date.now()): Promise<User> =>
  repeatChange(`changing user ${uuid}`, async () => {
    const before = await getUserByUuid(uuid)
    if (!before) throw new VisibleError('user_not_found')
    const user = changedUser(before, change, now)
    const [wasChanged, isHandleTaken, ...failed] = await transactWrite(changeWrites(user, before, now))
    if (wasChanged) return undefined
    if (isHandleTaken && user.handle !== before.handle) throw new VisibleError('handle_taken')
    if (failed.includes(true)) throw new VisibleError('cognito_user_id_taken')
    return user
  })
