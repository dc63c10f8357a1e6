import { createOwnAccount, type OwnAccount } from '../../../client/cognito/ownAccount.ts'
import type { Messenger } from '../../../client/types.ts'
import type { Services } from '../services.ts'

/** The account of the signed-in user; undefined if nobody is signed in any more. */
export const ownAccountOf = (
  { api }: Messenger,
  { config, session, serverNow }: Services,
): OwnAccount | undefined => {
  const { userId } = { userId: undefined, ...session.state.get() }
  if (!userId) return undefined
  const { apiUrl, cognitoUrl: url, userPoolId, clientId, signIn } = config
  const getToken = session.getTokenOf(userId)
  return createOwnAccount({ url, userPoolId, clientId, signIn, serverNow, apiUrl, userId, getToken, api })
}
