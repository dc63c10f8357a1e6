import { createRequire } from 'node:module'

/*
 * Starts cognito-local with what Cognito does and cognito-local does not: it signs a user out everywhere, and a renewed token
 * keeps the time of the sign-in.
 */

const require = createRequire(import.meta.url)
const fromCognitoLocal = createRequire(require.resolve('cognito-local/lib/bin/start.js'))

type Claims = { client_id: string; sub: string; iat: number; token_use: string }
type UserPool = {
  getUserByUsername: (context: unknown, username: string) => Promise<object | null>
  saveUser: (context: unknown, user: object) => Promise<void>
}
type Services = {
  cognito: { getUserPoolForClientId: (context: unknown, clientId: string) => Promise<UserPool> }
}
type Action = (
  services: Services,
) => (context: unknown, request: Record<string, unknown>) => Promise<Record<string, unknown>>

const { Targets } = fromCognitoLocal('../targets/targets') as { Targets: Record<string, Action> }
const { NotAuthorizedError } = fromCognitoLocal('../errors') as {
  NotAuthorizedError: new (reason?: string) => Error
}
const { pem } = fromCognitoLocal('../keys/cognitoLocal.private.json') as { pem: string }
const jwt = fromCognitoLocal('jsonwebtoken') as {
  decode: (token: string) => Claims
  sign: (claims: object, key: string, options: object) => string
  verify: (token: string, key: string, options: object) => Claims
}

const verify = (token: unknown): Claims => {
  try {
    return jwt.verify(String(token), pem, { algorithms: ['RS256'] })
  } catch {
    throw new NotAuthorizedError('Invalid Access Token')
  }
}

/** Revokes all refresh tokens of the user. Access tokens remain valid until they expire, as on AWS. */
const globalSignOut: Action =
  ({ cognito }) =>
  async (context, { AccessToken }) => {
    const { token_use, client_id, sub } = verify(AccessToken)
    if (token_use !== 'access') throw new NotAuthorizedError('Invalid Access Token')
    const userPool = await cognito.getUserPoolForClientId(context, client_id)
    const user = await userPool.getUserByUsername(context, sub)
    if (!user) throw new NotAuthorizedError('Invalid Access Token')
    await userPool.saveUser(context, { ...user, RefreshTokens: [] })
    return {}
  }

const withAuthTime = (token: string, auth_time: number): string =>
  jwt.sign({ ...jwt.decode(token), auth_time }, pem, { algorithm: 'RS256', keyid: 'CognitoLocal' })

/** A refresh token is issued when the user signs in. */
const keepAuthTime =
  (initiateAuth: Action): Action =>
  (services) =>
  async (context, request) => {
    const answer = await initiateAuth(services)(context, request)
    const { REFRESH_TOKEN } = (request.AuthParameters ?? {}) as Record<string, string>
    const result = answer.AuthenticationResult as Record<string, string> | undefined
    if (!String(request.AuthFlow).startsWith('REFRESH_TOKEN') || !REFRESH_TOKEN || !result) return answer
    const { iat } = jwt.decode(REFRESH_TOKEN)
    const { AccessToken = '', IdToken = '' } = result
    return {
      ...answer,
      AuthenticationResult: {
        ...result,
        AccessToken: withAuthTime(AccessToken, iat),
        IdToken: withAuthTime(IdToken, iat),
      },
    }
  }

Targets.GlobalSignOut = globalSignOut
Targets.InitiateAuth = keepAuthTime(Targets.InitiateAuth as Action)

fromCognitoLocal('./start.js')
