import { MessengerError, messengerErrorOf } from './errors.ts'
import { parseJson } from './storage.ts'

type Claims = { sub?: unknown; exp?: unknown }

const claimsOf = (token: string): Claims => {
  const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
  try {
    return Object(parseJson(atob(payload))) as Claims
  } catch {
    return {} // not a JWT
  }
}

/** When a token expires, in the server's time. */
export const expiryOf = (token: string): number => Number(claimsOf(token).exp ?? 0) * 1000

/** The user of a token. */
export const userIdOf = (token: string): string => String(claimsOf(token).sub ?? '')

type Options = {
  userId: string
  getToken: (refused?: string) => Promise<string>
  onExpired: () => void
  onAccepted: () => void
}

/** The access tokens of one user. */
export const createTokens = ({ userId, getToken, onExpired, onAccepted }: Options) => {
  // Somebody else may have signed in on this device meanwhile.
  const getOwn = async (refused?: string): Promise<string> => {
    const token = await getToken(refused).catch((error: unknown) => {
      // Whatever else went wrong in the caller's function may work later.
      throw error instanceof MessengerError ? error : new MessengerError('token_unavailable')
    })
    if (userIdOf(token) !== userId) throw new MessengerError('unauthorized', { status: 401 })
    return token
  }

  const isUnauthorized = (error: unknown) => error instanceof MessengerError && error.code === 'unauthorized'

  const observe = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      const result = await work()
      onAccepted()
      return result
    } catch (error) {
      if (isUnauthorized(error)) onExpired()
      throw error
    }
  }

  return {
    /** A token for the socket. */
    get: () => observe(getOwn),

    /** Makes a request with a token. If the API refuses it, makes the request once more with a new one. */
    use: <Result>(request: (token: string) => Promise<Result>): Promise<Result> =>
      observe(async () => {
        const token = await getOwn()
        try {
          return await request(token)
        } catch (error) {
          if (messengerErrorOf(error).code !== 'unauthorized') throw error
          return request(await getOwn(token))
        }
      }),
  }
}

export type Tokens = ReturnType<typeof createTokens>
