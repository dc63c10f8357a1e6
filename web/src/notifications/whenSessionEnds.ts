import type { SessionState } from '../../../client/cognito/types.ts'
import type { Store } from '../../../client/types.ts'

/** Calls the listener when the user has signed out, their session has expired, or another user has signed in. */
export const whenSessionEnds = (state: Store<SessionState>, onEnd: () => void): (() => void) => {
  const userOf = (session: SessionState) =>
    session.name === 'signedIn' || session.name === 'renewing' ? session.userId : undefined
  const owner = userOf(state.get())
  return state.subscribe(() => {
    if (userOf(state.get()) !== owner) onEnd()
  })
}
