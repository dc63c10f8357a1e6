import { MessengerError, messengerErrorOf } from '../errors.ts'
import { withLock } from '../locks.ts'
import { withFallback } from '../storage.ts'
import { createStore } from '../store.ts'
import { unreachable } from './callCognito.ts'
import { createIdp } from './idp.ts'
import {
  reduceSession,
  type Session,
  type SessionEffect,
  type SessionEvent,
  type Tokens,
} from './sessionState.ts'
import { parseSession, readSession, storedName, writeSession } from './storedSession.ts'
import type { CognitoOptions, CognitoSession, SessionState } from './types.ts'

const renewBeforeMs = 2 * 60_000

const unauthorized = () => new MessengerError('unauthorized', { status: 401 })

const publicState = (session: Session): SessionState => {
  if (session.name === 'signedOut') return { name: 'signedOut' }
  return { name: session.name, userId: session.name === 'expired' ? session.userId : session.tokens.userId }
}

// On demand, because most people are signed in.
const loadSigningIn = () =>
  import('./signingIn.ts').catch(() => {
    throw unreachable()
  })

const isSame = (left: SessionState, right: SessionState): boolean =>
  JSON.stringify(left) === JSON.stringify(right)

/** Signing in with a Cognito user pool. The session is stored, so a reload keeps it, and all tabs share it. */
export const createCognitoSession = (options: CognitoOptions): CognitoSession => {
  const { fetch = (...request) => globalThis.fetch(...request), now = Date.now, locks } = options
  const storage = withFallback(options.storage)
  const idpOptions = { ...options, fetch, now, serverNow: options.serverNow ?? now }
  const idp = createIdp(idpOptions)
  const signingIn = async () => (await loadSigningIn()).createSigningIn(idpOptions, idp)
  let session: Session = readSession(storage)
  const state = createStore(publicState(session))
  let renewal: { accessToken: string; done: Promise<void> } | undefined

  const run = async (effect: SessionEffect): Promise<void> => {
    switch (effect.name) {
      case 'store':
        return writeSession(storage, effect.session)
      case 'revoke':
        await idp.revoke(effect.refreshToken).catch(messengerErrorOf) // offline, for example
        return
      case 'renew':
        return renew(effect.refreshToken)
    }
  }

  /** Resolves when the effects are done. The state and the storage have changed before it returns. */
  const send = async (event: SessionEvent): Promise<void> => {
    const step = reduceSession(session, event)
    session = step.state
    const effects = step.effects.map(run)
    const next = publicState(session)
    if (!isSame(state.get(), next)) state.set(next)
    await Promise.all(effects)
  }

  /** A suspended tab gets no storage events, so the storage is read before each decision. */
  const sync = () => send({ name: 'found', stored: readSession(storage) })

  const renew = async (refreshToken: string): Promise<void> => {
    const result = await idp.renew(refreshToken).catch((error: unknown) => Object(error) as Error)
    sync()
    if (!(result instanceof Error)) return send({ name: 'renewed', refreshToken, tokens: result })
    const isRefused = result instanceof MessengerError && result.code === 'NotAuthorizedException'
    if (isRefused) return send({ name: 'renewalRefused', refreshToken })
    send({ name: 'renewalFailed', refreshToken })
    // Every other error may be temporary: Cognito throttles with status 400, for example.
    if (messengerErrorOf(result).code === 'unreachable') throw result
    throw new MessengerError('internal_error', { status: 503 })
  }

  const renewOnce = ({ accessToken }: Tokens): Promise<void> => {
    if (renewal?.accessToken === accessToken) return renewal.done
    const done = withLock(locks, storedName, () => {
      sync() // another tab may have renewed the session while this one waited
      return send({ name: 'renew', accessToken })
    }).finally(() => {
      if (renewal?.done === done) renewal = undefined
    })
    renewal = { accessToken, done }
    return done
  }

  const tokensOf = (userId: string): Tokens => {
    sync()
    if (!('tokens' in session) || session.tokens.userId !== userId) throw unauthorized()
    return session.tokens
  }

  storage.subscribe?.((name, { oldValue, newValue }) => {
    if (name !== storedName && name !== null) return
    const former = parseSession(oldValue)
    const isSignOut = newValue === null && former.name === 'signedIn'
    if (isSignOut) send({ name: 'signedOutElsewhere', ended: former.tokens })
    sync()
  })

  return {
    state,

    signIn: async (email, password) => {
      const tokens = await (await signingIn()).signIn(email, password)
      await send({ name: 'signedIn', tokens })
      return tokens.userId
    },

    signOut: () => {
      sync()
      return send({ name: 'signOut' })
    },

    getTokenOf: (userId) => async (refused) => {
      const held = tokensOf(userId)
      const isGood = held.accessToken !== refused && held.expiresAt - now() > renewBeforeMs
      if (isGood) return held.accessToken
      await renewOnce(held)
      return tokensOf(userId).accessToken
    },

    signUp: async (details) => (await signingIn()).signUp(details),
    confirm: async (...args) => (await signingIn()).confirm(...args),
    resendCode: async (email) => (await signingIn()).resendCode(email),
    forgotPassword: async (email) => (await signingIn()).forgotPassword(email),
    resetPassword: async (...args) => (await signingIn()).resetPassword(...args),
  }
}
