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
  | RenewalResult

type RenewalResult =
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

const step = (state: Session, ...effects: SessionEffect[]): Step => ({ state, effects })
const stepAndStore = (session: StoredSession): Step => step(session, { name: 'store', session })

const isOf = (tokens: Tokens, session: Session): boolean => {
  if (session.name === 'signedOut') return false
  if (session.name === 'expired') return session.userId === tokens.userId
  return session.tokens.refreshToken === tokens.refreshToken
}

const find = (state: Session, stored: StoredSession): Step => {
  const isSignedOut = state.name === 'signedOut'
  // A renewal in another tab can store its result just after the person has signed out: signing out wins.
  if (isSignedOut && state.ended && isOf(state.ended, stored)) {
    return step(state, { name: 'store', session: signedOut })
  }
  if (isSignedOut && stored.name === 'signedOut') return step(state)
  const isBeingRenewed =
    state.name === 'renewing' &&
    stored.name === 'signedIn' &&
    state.tokens.accessToken === stored.tokens.accessToken
  return step(isBeingRenewed ? state : stored)
}

const signOut = (state: Session): Step => {
  const erase = { name: 'store', session: signedOut } as const
  if (state.name === 'signedOut') return step(state, erase)
  if (state.name === 'expired') return step(signedOut, erase)
  const { refreshToken } = state.tokens
  return step({ ...signedOut, ended: state.tokens }, erase, { name: 'revoke', refreshToken })
}

const renew = (state: Session, accessToken: string): Step => {
  if (state.name !== 'signedIn' || state.tokens.accessToken !== accessToken) return step(state)
  const { tokens } = state
  return step({ name: 'renewing', tokens }, { name: 'renew', refreshToken: tokens.refreshToken })
}

/** The result of a renewal counts only for the session that was renewed. */
const endRenewal = (state: Session, event: RenewalResult): Step => {
  if (state.name !== 'renewing' || state.tokens.refreshToken !== event.refreshToken) return step(state)
  switch (event.name) {
    case 'renewed':
      return stepAndStore({ name: 'signedIn', tokens: event.tokens })
    case 'renewalRefused':
      return stepAndStore({ name: 'expired', userId: state.tokens.userId })
    case 'renewalFailed':
      return step({ name: 'signedIn', tokens: state.tokens })
  }
}

export const reduceSession = (state: Session, event: SessionEvent): Step => {
  switch (event.name) {
    case 'found':
      return find(state, event.stored)
    case 'signedIn':
      return stepAndStore({ name: 'signedIn', tokens: event.tokens })
    case 'signOut':
      return signOut(state)
    case 'signedOutElsewhere': {
      const isEnded = state.name === 'signedOut' || isOf(event.ended, state)
      return step(isEnded ? { ...signedOut, ended: event.ended } : state)
    }
    case 'renew':
      return renew(state, event.accessToken)
    default:
      return endRenewal(state, event)
  }
}
