import { parseJson } from '../storage.ts'
import type { MessengerStorage } from '../types.ts'
import type { StoredSession } from './sessionState.ts'

/*
 * The session as all tabs find it: `{sub, accessToken, refreshToken, expiresAt}`, or `{expiredSub}` after it has expired.
 */

export const storedName = 'cruddur.session'

/** What cannot be parsed counts as signed out. */
export const parseSession = (text: string | null): StoredSession => {
  const { sub, accessToken, refreshToken, expiresAt, expiredSub } = Object(parseJson(text))
  if (typeof expiredSub === 'string') return { name: 'expired', userId: expiredSub }
  const isComplete =
    typeof sub === 'string' &&
    typeof accessToken === 'string' &&
    typeof refreshToken === 'string' &&
    typeof expiresAt === 'number'
  if (!isComplete) return { name: 'signedOut' }
  return { name: 'signedIn', tokens: { userId: sub, accessToken, refreshToken, expiresAt } }
}

export const readSession = (storage: MessengerStorage): StoredSession =>
  parseSession(storage.getItem(storedName))

export const writeSession = (storage: MessengerStorage, session: StoredSession) => {
  if (session.name === 'signedOut') return storage.removeItem(storedName)
  if (session.name === 'expired') {
    return storage.setItem(storedName, JSON.stringify({ expiredSub: session.userId }))
  }
  const { userId: sub, ...tokens } = session.tokens
  storage.setItem(storedName, JSON.stringify({ sub, ...tokens }))
}
