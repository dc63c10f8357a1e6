/*
 * Who is signed in, as a state machine. All tabs share the stored session, and each tab has a state of its own, which
 * follows the stored one.
 */

export type Tokens = {
  /** The `sub` claim. */
  userId: string
  accessToken: string
  refreshToken: string
  /** When the access token expires, by the clock of this device. */
  expiresAt: number
}

export type StoredSession =
  | { name: 'signedOut' }
  | { name: 'signedIn'; tokens: Tokens }
  | { name: 'expired'; userId: string }

export type Session =
  /** `ended` is the session that was signed out, if this tab knows it. */
  | { name: 'signedOut'; ended?: Tokens | undefined }
  | { name: 'signedIn'; tokens: Tokens }
  | { name: 'renewing'; tokens: Tokens }
  | { name: 'expired'; userId: string }

export type SessionEvent =
  /** What is stored now, perhaps by another tab. */
  | { name: 'found'; stored: StoredSession }
  | { name: 'signedIn'; tokens: Tokens }
  | { name: 'signOut' }
  | { name: 'signedOutElsewhere'; ended: Tokens }
  | { name: 'renew'; accessToken: string }
  | { name: 'renewed'; refreshToken: string; tokens: Tokens }
  /** Cognito no longer accepts the refresh token. */
  | { name: 'renewalRefused'; refreshToken: string }
  /** The renewal may succeed later. */
  | { name: 'renewalFailed'; refreshToken: string }

export type SessionEffect =
  | { name: 'store'; session: StoredSession }
  | { name: 'renew'; refreshToken: string }
  | { name: 'revoke'; refreshToken: string }

export type Step = { state: Session; effects: SessionEffect[] }

const signedOut = { name: 'signedOut' } as const

const to = (state: Session, ...effects: SessionEffect[]): Step => ({ state, effects })
const toStored = (session: StoredSession): Step => to(session, { name: 'store', session })

const isOf = (session: Session, { userId, refreshToken }: Tokens): boolean => {
  if (session.name === 'signedOut') return false
  if (session.name === 'expired') return session.userId === userId
  return session.tokens.refreshToken === refreshToken
}

const follow = (state: Session, stored: StoredSession): Step => {
  switch (stored.name) {
    case 'signedOut':
      return state.name === 'signedOut' ? to(state) : to(signedOut)
    case 'expired':
      return to(stored)
    case 'signedIn': {
      const isUnderWay = state.name === 'renewing' && state.tokens.accessToken === stored.tokens.accessToken
      return to(isUnderWay ? state : stored)
    }
  }
}

const signOut = (state: Session): Step => {
  const erase = { name: 'store', session: signedOut } as const
  if (state.name === 'signedOut') return to(state, erase)
  if (state.name === 'expired') return to(signedOut, erase)
  const { refreshToken } = state.tokens
  return to({ ...signedOut, ended: state.tokens }, erase, { name: 'revoke', refreshToken })
}

export const reduceSession = (state: Session, event: SessionEvent): Step => {
  switch (event.name) {
    case 'found': {
      // A renewal in another tab can store its result just after the person has signed out: signing out wins.
      const isEnded = state.name === 'signedOut' && state.ended && isOf(event.stored, state.ended)
      return isEnded ? to(state, { name: 'store', session: signedOut }) : follow(state, event.stored)
    }
    case 'signedIn':
      return toStored({ name: 'signedIn', tokens: event.tokens })
    case 'signOut':
      return signOut(state)
    case 'signedOutElsewhere':
      return to(
        state.name === 'signedOut' || isOf(state, event.ended) ? { ...signedOut, ended: event.ended } : state,
      )
    case 'renew': {
      if (state.name !== 'signedIn' || state.tokens.accessToken !== event.accessToken) return to(state)
      const { tokens } = state
      return to({ name: 'renewing', tokens }, { name: 'renew', refreshToken: tokens.refreshToken })
    }
  }
  // The result of a renewal counts only for the session that was renewed.
  if (state.name !== 'renewing' || state.tokens.refreshToken !== event.refreshToken) return to(state)
  switch (event.name) {
    case 'renewed':
      return toStored({ name: 'signedIn', tokens: event.tokens })
    case 'renewalRefused':
      return toStored({ name: 'expired', userId: state.tokens.userId })
    case 'renewalFailed':
      return to({ name: 'signedIn', tokens: state.tokens })
  }
}
