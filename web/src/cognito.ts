import { serverClock } from './clock.ts'
import { callCognito, configured } from './network.ts'
import { RequestError } from './requestError.ts'
import { beginSrp, proveSrp } from './srp.ts'

export type Tokens = { AccessToken: string; RefreshToken?: string }
type Auth = {
  AuthenticationResult?: Tokens
  ChallengeName?: string
  ChallengeParameters?: Record<string, string>
  Session?: string
}

type Claims = { sub: string; iat: number; exp: number }

export const claimsOf = (accessToken: string): Claims => {
  const payload = (accessToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
  try {
    return JSON.parse(atob(payload))
  } catch {
    throw new RequestError('unreachable') // not an answer of Cognito: a captive portal, for example
  }
}

const tokensOf = ({ AuthenticationResult, ChallengeName }: Auth): Tokens => {
  if (!AuthenticationResult) throw new RequestError(ChallengeName ? 'challenge_unknown' : 'unreachable')
  claimsOf(String(AuthenticationResult.AccessToken))
  return AuthenticationResult
}

const byPassword = (email: string, password: string) =>
  callCognito<Auth>('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD: password },
  })

const bySrp = async (email: string, password: string): Promise<Auth> => {
  const { secret, srpA } = beginSrp()
  const asked = await callCognito<Auth>('InitiateAuth', {
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: email, SRP_A: srpA },
  })
  if (asked.ChallengeName !== 'PASSWORD_VERIFIER') return asked
  const { USER_ID_FOR_SRP = '', SRP_B = '', SALT = '', SECRET_BLOCK = '' } = asked.ChallengeParameters ?? {}
  const who = { userPoolId: configured().userPoolId, password, now: new Date(serverClock.now()) }
  const challenge = { userId: USER_ID_FOR_SRP, srpB: SRP_B, salt: SALT, secretBlock: SECRET_BLOCK }
  const { timestamp, signature } = await proveSrp(secret, who, challenge)
  return callCognito<Auth>('RespondToAuthChallenge', {
    ChallengeName: 'PASSWORD_VERIFIER',
    Session: asked.Session,
    ChallengeResponses: {
      USERNAME: USER_ID_FOR_SRP,
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: signature,
      TIMESTAMP: timestamp,
    },
  })
}

export const authenticate = async (email: string, password: string): Promise<Tokens> =>
  tokensOf(await (configured().signIn === 'srp' ? bySrp : byPassword)(email, password))

export const renew = async (refreshToken: string): Promise<Tokens> =>
  tokensOf(
    await callCognito<Auth>('InitiateAuth', {
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: refreshToken },
    }),
  )

/** Revokes the refresh token, and with it the access tokens that were issued for it. */
export const revoke = (refreshToken: string) => callCognito('RevokeToken', { Token: refreshToken })

export type SignUpDetails = { email: string; password: string; name: string; handle: string }

export const signUp = ({ email, password, name, handle }: SignUpDetails) =>
  callCognito('SignUp', {
    Username: email,
    Password: password,
    UserAttributes: Object.entries({ email, name, preferred_username: handle }).map(([Name, Value]) => ({
      Name,
      Value,
    })),
  })

export const confirm = (email: string, code: string) =>
  callCognito('ConfirmSignUp', { Username: email, ConfirmationCode: code })

export const sendCodeAgain = (email: string) => callCognito('ResendConfirmationCode', { Username: email })

export const sendCodeForPassword = (email: string) => callCognito('ForgotPassword', { Username: email })

export const changePassword = (email: string, code: string, password: string) =>
  callCognito('ConfirmForgotPassword', { Username: email, ConfirmationCode: code, Password: password })
