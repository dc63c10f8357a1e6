import { createApi } from '../api.ts'
import { MessengerError, messengerErrorOf } from '../errors.ts'
import { platformOf } from '../platform.ts'
import { createServerClock } from '../serverClock.ts'
import type { Api } from '../types.ts'
import { createIdp, type IdpOptions } from './idp.ts'
import type { Tokens } from './sessionState.ts'
import { createSigningIn } from './signingIn.ts'

type Options = Omit<IdpOptions, 'fetch' | 'now'> & {
  fetch?: typeof fetch
  now?: () => number
  apiUrl: string
  userId: string
  /** Access tokens of the session. */
  getToken: () => Promise<string>
  /** The API, with the tokens of the session. */
  api: Api
}

type Attribute = { Name?: unknown; Value?: unknown }

/** What people do with their account as a whole. Everything that fails rejects with a MessengerError. */
export type OwnAccount = {
  /** The address with which the person signs in. */
  email(): Promise<string>
  /** Ends all sessions of the user. The one of this device remains to be ended by the caller. */
  signOutEverywhere(): Promise<void>
  /** Deletes the account. A wrong password rejects with the code `NotAuthorizedException`. */
  deleteAccount(password: string): Promise<void>
}

export const createOwnAccount = ({
  fetch = (...request) => globalThis.fetch(...request),
  now = Date.now,
  apiUrl,
  userId,
  getToken,
  api,
  ...cognito
}: Options): OwnAccount => {
  const options = { ...cognito, fetch, now }
  const idp = createIdp(options)
  let knownEmail: string | undefined

  const email = async (): Promise<string> => {
    if (knownEmail) return knownEmail
    const { UserAttributes } = await idp.call('GetUser', { AccessToken: await getToken() })
    const attributes = Array.isArray(UserAttributes) ? (UserAttributes as Attribute[]) : []
    const found = attributes.find(({ Name }) => Name === 'email')?.Value
    if (typeof found !== 'string') throw new MessengerError('unreachable')
    knownEmail = found
    return found
  }

  /** Beside the session, which stays as it is: these tokens prove that the person knows the password now. */
  const signInAgain = async (password: string): Promise<Tokens> => {
    const tokens = await createSigningIn(options, idp).signIn(await email(), password)
    if (tokens.userId !== userId) throw new MessengerError('NotAuthorizedException', { status: 400 })
    return tokens
  }

  const apiWith = ({ accessToken }: Tokens): Api => {
    const platform = platformOf({ fetch, now })
    const get = async () => accessToken
    const tokens = { get, use: <Result>(request: (token: string) => Promise<Result>) => request(accessToken) }
    return createApi(platform, { apiUrl, tokens, clock: createServerClock(now) })
  }

  return {
    email,

    signOutEverywhere: async () => {
      await idp.call('GlobalSignOut', { AccessToken: await getToken() }).catch((error) => {
        // An earlier attempt, whose request to the API failed, has revoked the token.
        if (messengerErrorOf(error).code !== 'NotAuthorizedException') throw error
      })
      await api('DELETE /api/users/me/sessions')
    },

    deleteAccount: async (password) => {
      const tokens = await signInAgain(password)
      try {
        await apiWith(tokens)('DELETE /api/users/me')
      } catch (error) {
        const { code } = messengerErrorOf(error)
        if (code === 'user_unknown') return // an earlier attempt has deleted it, and its response was lost
        await idp.revoke(tokens.refreshToken).catch(messengerErrorOf)
        throw error
      }
    },
  }
}
