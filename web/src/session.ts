import { useSyncExternalStore } from 'react'
import { authenticate, claimsOf, renew, revoke, type Tokens } from './cognito.ts'
import { withLock } from './lock.ts'
import { codeOf, RequestError } from './requestError.ts'
import { onStorageChange, parseJson, storage } from './storage.ts'

/*
 * Who is signed in, in this browser. The session is stored where all tabs find it: one tab renews it for all, and signing
 * out in one signs out all.
 */

type Session = { sub: string; accessToken: string; refreshToken: string; expiresAt: number }
/** What remains of a session that could not be renewed. */
type Expired = { expiredSub: string }

const place = 'cruddur.session'
const renewBeforeMs = 2 * 60_000

const isSession = (value: unknown): value is Session => {
  const { sub, accessToken, refreshToken, expiresAt } = Object(value)
  return (
    [sub, accessToken, refreshToken].every((one) => typeof one === 'string') && typeof expiresAt === 'number'
  )
}

const parse = (text: string | null): Session | undefined => {
  const value = parseJson(text)
  return isSession(value) ? value : undefined
}

const read = (): Session | undefined => parse(storage.get(place))

const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

const keep = ({ AccessToken, RefreshToken }: Tokens, held?: Session): Session => {
  const { sub, iat, exp } = claimsOf(AccessToken)
  const session = {
    sub,
    accessToken: AccessToken,
    refreshToken: RefreshToken ?? held?.refreshToken ?? '',
    expiresAt: Date.now() + (exp - iat) * 1000, // by the clock of this browser, right or wrong
  }
  storage.set(place, JSON.stringify(session))
  tell()
  return session
}

let owner: string | undefined

/**
 * The Cognito id of the person whose tab this is: the first who is signed in in it, until it is loaded anew. What the tab
 * holds is theirs, and is never sent with the token of somebody else who has signed in in another tab meanwhile.
 */
export const tabOwner = (): string | undefined => {
  owner ??= read()?.sub
  return owner
}

const unauthorized = () => new RequestError('unauthorized', 401)

const readOwn = (): Session => {
  const session = read()
  if (!session || session.sub !== tabOwner()) throw unauthorized()
  return session
}

/** Whose session has expired, until somebody signs in. */
export const expiredSub = (): string | undefined => {
  const { expiredSub: sub } = Object(parseJson(storage.get(place))) as Partial<Expired>
  return typeof sub === 'string' ? sub : undefined
}

export const signIn = async (email: string, password: string) => {
  keep(await authenticate(email, password))
}

export const signOut = async () => {
  const session = read()
  storage.remove(place)
  tell()
  // Signing out works offline, too: the access token is gone from here, and expires by itself.
  if (session) await revoke(session.refreshToken).catch(codeOf)
}

const expire = ({ sub }: Session) => {
  const expired: Expired = { expiredSub: sub }
  storage.set(place, JSON.stringify(expired))
  tell()
}

const renewed = async (stale: string): Promise<Session> => {
  const held = readOwn()
  if (held.accessToken !== stale) return held // by another tab, while we waited for our turn
  const tokens = await renew(held.refreshToken).catch((error) => error as unknown)
  // Whoever signed out meanwhile stays signed out.
  if (readOwn().refreshToken !== held.refreshToken) throw unauthorized()
  if (!(tokens instanceof Error)) return keep(tokens as Tokens, held)
  if (!(tokens instanceof RequestError)) throw tokens
  if (tokens.code === 'NotAuthorizedException') {
    expire(held)
    throw unauthorized()
  }
  // Everything else may go well another time: Cognito throttles with status 400, for example.
  throw tokens.code === 'unreachable' ? tokens : new RequestError('internal_error', 503)
}

/** A token that is good for a while yet. One tab renews for all; `refused` is one that the server did not take. */
export const accessToken = async (refused?: string): Promise<string> => {
  const held = readOwn()
  const isGood = held.accessToken !== refused && held.expiresAt - Date.now() > renewBeforeMs
  if (isGood) return held.accessToken
  return (await withLock(place, () => renewed(held.accessToken))).accessToken
}

/** When the token should be exchanged for another, by the clock of this browser. */
export const renewalIsDueAt = (): number => (read()?.expiresAt ?? 0) - renewBeforeMs

const subscribe = (listener: () => void) => {
  const unfollow = onStorageChange(({ key, newValue, oldValue }) => {
    if (key !== place && key !== null) return
    // A sign-out in another tab also ends what a renewal in this one has stored just then.
    const ended = newValue === null ? parse(oldValue) : undefined
    if (ended && read()?.refreshToken === ended.refreshToken) storage.remove(place)
    listener()
  })
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    unfollow()
  }
}

/** The Cognito id of whoever is signed in, in whichever tab they did. */
export const useSignedIn = (): string | undefined => useSyncExternalStore(subscribe, () => read()?.sub)
