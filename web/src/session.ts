import { useSyncExternalStore } from 'react'
import { authenticate, renew, revoke, type Tokens } from './cognito.ts'
import { codeOf, Failure } from './failure.ts'

/*
 * Who is signed in, in this browser: kept where all tabs find it, so that one renewal, and one sign-out, is everybody's.
 */

type Session = { sub: string; accessToken: string; refreshToken: string; expiresAt: number }

const place = 'cruddur.session'
const renewBeforeMs = 2 * 60_000

const read = (): Session | undefined => JSON.parse(localStorage.getItem(place) ?? 'null') ?? undefined

const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

const claimsOf = (accessToken: string): { sub: string; iat: number; exp: number } => {
  const payload = (accessToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
  return JSON.parse(atob(payload))
}

const keep = ({ AccessToken, RefreshToken }: Tokens, held?: Session): Session => {
  const { sub, iat, exp } = claimsOf(AccessToken)
  const session = {
    sub,
    accessToken: AccessToken,
    refreshToken: RefreshToken ?? held?.refreshToken ?? '',
    expiresAt: Date.now() + (exp - iat) * 1000, // by the clock of this browser, right or wrong
  }
  localStorage.setItem(place, JSON.stringify(session))
  tell()
  return session
}

/** Nothing of a person stays in the browser: neither tokens nor what they had begun to write. */
const forget = () => {
  for (const name of Object.keys(localStorage)) if (name.startsWith('cruddur.')) localStorage.removeItem(name)
  tell()
}

export const signIn = async (email: string, password: string) => {
  keep(await authenticate(email, password))
}

export const signOut = async () => {
  const session = read()
  forget()
  // Whoever is offline has signed out all the same; what they held is gone, and runs out by itself.
  if (session) await revoke(session.refreshToken).catch(codeOf)
}

const renewed = async (stale: string): Promise<Session> => {
  const held = read()
  if (!held) throw new Failure('unauthorized', 401)
  if (held.accessToken !== stale) return held // by another tab, while we waited for our turn
  try {
    return keep(await renew(held.refreshToken), held)
  } catch (error) {
    if (!(error instanceof Failure) || error.isPassing) throw error
    forget()
    throw new Failure('unauthorized', 401)
  }
}

/** A token that is good for a while yet. One tab renews for all; `refused` is one that the server did not take. */
export const accessToken = async (refused?: string): Promise<string> => {
  const held = read()
  if (!held) throw new Failure('unauthorized', 401)
  const isGood = held.accessToken !== refused && held.expiresAt - Date.now() > renewBeforeMs
  if (isGood) return held.accessToken
  return (await navigator.locks.request(place, () => renewed(held.accessToken))).accessToken
}

/** When the token should be exchanged for another, by the clock of this browser. */
export const renewalIsDueAt = (): number => (read()?.expiresAt ?? 0) - renewBeforeMs

const subscribe = (listener: () => void) => {
  const follow = ({ key }: StorageEvent) => {
    if (key === place || key === null) listener()
  }
  listeners.add(listener)
  addEventListener('storage', follow)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', follow)
  }
}

/** The Cognito id of whoever is signed in, in whichever tab they did. */
export const useSignedIn = (): string | undefined => useSyncExternalStore(subscribe, () => read()?.sub)
