import type { Messenger } from '../../../client/types.ts'
import { signInPath } from '../paths.ts'
import { navigate } from '../router.tsx'
import type { Services } from '../services.ts'

/* Ends of a session that say why on the page for signing in. */

/** The API does not accept the session any more. What the person has written stays, and they return to the current page. */
export const signInAgain = ({ session }: Services): Promise<void> => {
  navigate(`${signInPath(location)}&expired`)
  return session.signOut()
}

/** All sessions of the user have ended. What they have written on this device stays. */
export const endEverywhere = ({ session }: Services): Promise<void> => {
  navigate('/signin?everywhere')
  return session.signOut()
}

/** The account was deleted. Nothing of it stays on this device. */
export const endDeleted = async (messenger: Messenger, { session }: Services): Promise<void> => {
  await messenger.forget()
  navigate('/signin?deleted')
  await session.signOut()
}
