import { MessengerError } from '../errors.ts'
import { parseJson } from '../storage.ts'
import { createCallCognito, unreachable } from './callCognito.ts'
import type { Tokens } from './sessionState.ts'
import type { CognitoOptions, SignUpDetails } from './types.ts'

export type IdpOptions = Required<Omit<CognitoOptions, 'storage' | 'locks'>>

type Auth = {
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

// On demand, because most people are signed in.
const loadSrp = () =>
  import('./srp.ts').catch(() => {
    throw unreachable()
  })

/** The actions of Cognito user pools that signing in needs. */
export const createIdp = (options: IdpOptions) => {
  const { userPoolId, now, serverNow } = options
  const call = createCallCognito(options)

  const run = async (action: string, body: object): Promise<void> => {
    await call(action, body)
  }

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

  const signInByPassword = (email: string, password: string) =>
    initiate('USER_PASSWORD_AUTH', { USERNAME: email, PASSWORD: password })

  const signInBySrp = async (email: string, password: string): Promise<Auth> => {
    const { beginSrp, proveSrp } = await loadSrp()
    const secret = beginSrp()
    const challenge = await initiate('USER_SRP_AUTH', { USERNAME: email, SRP_A: secret.srpA })
    if (challenge.ChallengeName !== 'PASSWORD_VERIFIER') return challenge
    const {
      USER_ID_FOR_SRP: userId,
      SRP_B: srpB,
      SALT: salt,
      SECRET_BLOCK: secretBlock,
    } = challenge.ChallengeParameters ?? {}
    if (!userId || !srpB || !salt || !secretBlock) throw unreachable()
    const user = { userPoolId, password, now: new Date(await serverNow()) }
    const { timestamp, signature } = await proveSrp(secret, user, { userId, srpB, salt, secretBlock })
    return call('RespondToAuthChallenge', {
      ChallengeName: 'PASSWORD_VERIFIER',
      Session: challenge.Session,
      ChallengeResponses: {
        USERNAME: userId,
        PASSWORD_CLAIM_SECRET_BLOCK: secretBlock,
        PASSWORD_CLAIM_SIGNATURE: signature,
        TIMESTAMP: timestamp,
      },
    })
  }
  const authenticate = options.signIn === 'srp' ? signInBySrp : signInByPassword

  return {
    signIn: async (email: string, password: string): Promise<Tokens> =>
      tokensOf(await authenticate(email, password)),

    renew: async (refreshToken: string): Promise<Tokens> =>
      tokensOf(await initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: refreshToken }), refreshToken),

    /** Revokes the refresh token and the access tokens that were issued for it, even if the page is left meanwhile. */
    revoke: async (refreshToken: string): Promise<void> => {
      await call('RevokeToken', { Token: refreshToken }, { keepalive: true })
    },

    signUp: ({ email, password, name, handle }: SignUpDetails) => {
      const attributes = Object.entries({ email, name, preferred_username: handle })
      const UserAttributes = attributes.map(([Name, Value]) => ({ Name, Value }))
      return run('SignUp', { Username: email, Password: password, UserAttributes })
    },

    confirm: (email: string, code: string) =>
      run('ConfirmSignUp', { Username: email, ConfirmationCode: code }),

    resendCode: (email: string) => run('ResendConfirmationCode', { Username: email }),

    forgotPassword: (email: string) => run('ForgotPassword', { Username: email }),

    resetPassword: (email: string, code: string, password: string) =>
      run('ConfirmForgotPassword', { Username: email, ConfirmationCode: code, Password: password }),
  }
}

export type Idp = ReturnType<typeof createIdp>
