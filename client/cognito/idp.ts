import { MessengerError } from '../errors.ts'
import { parseJson } from '../storage.ts'
import { createCallCognito, unreachable } from './callCognito.ts'
import type { Tokens } from './sessionState.ts'
import type { CognitoOptions } from './types.ts'

export type IdpOptions = Required<Omit<CognitoOptions, 'storage' | 'locks'>>

export type Auth = {
  AuthenticationResult?: { AccessToken?: string; RefreshToken?: string }
  ChallengeName?: string
  ChallengeParameters?: Record<string, string>
  Session?: string
}

const claimsOf = (token: string): Record<string, unknown> => {
  const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
  try {
    return Object(parseJson(atob(payload)))
  } catch {
    return {}
  }
}

/** The actions of Cognito user pools that a session needs, and what those in signingIn.ts have in common with them. */
export const createIdp = (options: IdpOptions) => {
  const { now } = options
  const call = createCallCognito(options)

  const initiate = (AuthFlow: string, AuthParameters: object): Promise<Auth> =>
    call('InitiateAuth', { AuthFlow, AuthParameters })

  const tokensOf = ({ AuthenticationResult, ChallengeName }: Auth, formerRefreshToken?: string): Tokens => {
    if (!AuthenticationResult && ChallengeName) throw new MessengerError('challenge_unknown', { status: 200 })
    const { AccessToken = '', RefreshToken = formerRefreshToken } = AuthenticationResult ?? {}
    const { sub, iat, exp } = claimsOf(String(AccessToken))
    const lifetimeMs = (Number(exp) - Number(iat)) * 1000
    if (typeof sub !== 'string' || !(lifetimeMs > 0) || !RefreshToken) throw unreachable()
    return {
      userId: sub,
      accessToken: AccessToken,
      refreshToken: RefreshToken,
      expiresAt: now() + lifetimeMs,
    }
  }

  return {
    call,
    initiate,
    tokensOf,

    renew: async (refreshToken: string): Promise<Tokens> =>
      tokensOf(await initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: refreshToken }), refreshToken),

    /** Revokes the refresh token and the access tokens that were issued for it, even if the page is left meanwhile. */
    revoke: async (refreshToken: string): Promise<void> => {
      await call('RevokeToken', { Token: refreshToken }, { keepalive: true })
    },
  }
}

export type Idp = ReturnType<typeof createIdp>
