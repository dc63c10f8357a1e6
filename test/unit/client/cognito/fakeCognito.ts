import { randomUUID } from 'node:crypto'
import { timestampOf } from '../../../../client/cognito/srp.ts'
import { aVerifier } from '../../../steps/srp.ts'

export const url = 'https://cognito-idp.us-east-1.amazonaws.com/'
export const clientId = 'client'
export const userPoolId = 'us-east-1_AbCdEfGhI'
export const code = '123456'
export const tokenLifetimeMs = 60 * 60_000

type Fields = Record<string, string>
type Body = {
  AuthFlow?: string
  AuthParameters?: Fields
  ChallengeResponses?: Fields
  Username?: string
  Password?: string
  ConfirmationCode?: string
  Token?: string
  AccessToken?: string
  UserAttributes?: { Name: string; Value: string }[]
}
type User = { sub: string; password: string; isConfirmed: boolean; attributes: Fields }
type Answer = () => Response | Promise<Response>

const json = (body: object, status = 200): Response => new Response(JSON.stringify(body), { status })
const empty = (): Response => new Response('')
export const refusal = (error: string, status = 400): Response => json({ __type: error }, status)

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
/** An access token with these claims. */
export const jwt = (claims: object) => `${base64url({ alg: 'RS256' })}.${base64url(claims)}.signature`

/** A model of Cognito, to be used as `fetch`. Its clock is `now`. */
export const aCognito = (now: () => number) => {
  const users = new Map<string, User>()
  const refreshTokens = new Map<string, string>()
  /** By GlobalSignOut. */
  const accessTokensRevoked = new Set<string>()
  const challenges = new Map<string, { user: User; srpA: string; verifier: ReturnType<typeof aVerifier> }>()
  const requests: { action: string; body: string; address: string; init: RequestInit }[] = []
  const codesSentTo: string[] = []
  /** What the next renewals are answered instead of the usual. */
  const renewalAnswers: Answer[] = []
  let network: Answer | undefined

  const accessToken = (sub: string) => {
    const iat = Math.floor(now() / 1000)
    return jwt({ sub, iat, exp: iat + tokenLifetimeMs / 1000, jti: randomUUID() })
  }

  const signedIn = ({ sub, isConfirmed }: User) => {
    if (!isConfirmed) return refusal('UserNotConfirmedException')
    const RefreshToken = `refresh-${randomUUID()}`
    refreshTokens.set(RefreshToken, sub)
    return json({ AuthenticationResult: { AccessToken: accessToken(sub), RefreshToken } })
  }

  const byPassword = ({ USERNAME = '', PASSWORD }: Fields) => {
    const user = users.get(USERNAME)
    return user && user.password === PASSWORD ? signedIn(user) : refusal('NotAuthorizedException')
  }

  const challenge = ({ USERNAME = '', SRP_A: srpA = '' }: Fields) => {
    const user = users.get(USERNAME)
    if (!user) return refusal('NotAuthorizedException')
    const verifier = aVerifier({ userPoolId, userId: user.sub }, user.password, 5n, 7n)
    challenges.set(user.sub, { user, srpA, verifier })
    const { srpB, salt, secretBlock } = verifier.challenge
    const parameters = { USER_ID_FOR_SRP: user.sub, SRP_B: srpB, SALT: salt, SECRET_BLOCK: secretBlock }
    return json({ ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: parameters })
  }

  const byProof = ({ ChallengeResponses = {} }: Body) => {
    const { USERNAME = '', TIMESTAMP = '', PASSWORD_CLAIM_SIGNATURE } = ChallengeResponses
    const begun = challenges.get(USERNAME)
    const isProof = begun?.verifier.signatureFor(begun.srpA, TIMESTAMP) === PASSWORD_CLAIM_SIGNATURE
    const isNow = TIMESTAMP === timestampOf(new Date(now()))
    return begun && isProof && isNow ? signedIn(begun.user) : refusal('NotAuthorizedException')
  }

  const renewed = ({ REFRESH_TOKEN = '' }: Fields) => {
    const sub = refreshTokens.get(REFRESH_TOKEN)
    if (!sub) return refusal('NotAuthorizedException')
    return json({ AuthenticationResult: { AccessToken: accessToken(sub) } })
  }

  const initiateAuth = ({ AuthFlow, AuthParameters = {} }: Body) => {
    if (AuthFlow === 'USER_PASSWORD_AUTH') return byPassword(AuthParameters)
    if (AuthFlow === 'USER_SRP_AUTH') return challenge(AuthParameters)
    return renewalAnswers.shift()?.() ?? renewed(AuthParameters)
  }

  const withCode = ({ Username = '', ConfirmationCode }: Body, change: Partial<User>) => {
    const user = users.get(Username)
    if (!user || ConfirmationCode !== code) return refusal('CodeMismatchException')
    users.set(Username, { ...user, ...change })
    return empty()
  }

  const sendCode = ({ Username = '' }: Body) => {
    codesSentTo.push(Username)
    return json({})
  }

  const revoke = ({ Token = '' }: Body) => {
    refreshTokens.delete(Token)
    return empty()
  }

  const userOf = (accessToken = ''): [string, User] | undefined => {
    const { sub } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString() || '{}')
    if (accessTokensRevoked.has(accessToken)) return undefined
    return [...users].find(([, user]) => user.sub === sub)
  }

  const getUser = ({ AccessToken }: Body) => {
    const [email = '', user] = userOf(AccessToken) ?? []
    if (!user) return refusal('NotAuthorizedException')
    const attributes = [
      { Name: 'sub', Value: user.sub },
      { Name: 'email', Value: email },
    ]
    return json({ Username: user.sub, UserAttributes: attributes })
  }

  const globalSignOut = ({ AccessToken = '' }: Body) => {
    const [, user] = userOf(AccessToken) ?? []
    if (!user) return refusal('NotAuthorizedException')
    for (const [token, sub] of refreshTokens) if (sub === user.sub) refreshTokens.delete(token)
    accessTokensRevoked.add(AccessToken)
    return json({})
  }

  const signUp = ({ Username = '', Password = '', UserAttributes = [] }: Body) => {
    if (users.has(Username)) return refusal('UsernameExistsException')
    const attributes = Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]))
    users.set(Username, { sub: randomUUID(), password: Password, isConfirmed: false, attributes })
    return json({ UserConfirmed: false })
  }
  const confirm = (body: Body) => withCode(body, { isConfirmed: true })
  const resetPassword = (body: Body) => withCode(body, { password: body.Password ?? '' })

  const actions: Record<string, (body: Body) => Response | Promise<Response>> = {
    InitiateAuth: initiateAuth,
    RespondToAuthChallenge: byProof,
    RevokeToken: revoke,
    GetUser: getUser,
    GlobalSignOut: globalSignOut,
    SignUp: signUp,
    ConfirmSignUp: confirm,
    ResendConfirmationCode: sendCode,
    ForgotPassword: sendCode,
    ConfirmForgotPassword: resetPassword,
  }

  const fetch = async (address: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const target = new Headers(init.headers).get('x-amz-target') ?? ''
    const action = target.replace('AWSCognitoIdentityProviderService.', '')
    requests.push({ action, body: String(init.body), address: String(address), init })
    if (network) return network()
    return actions[action]?.(JSON.parse(String(init.body))) ?? refusal('InvalidAction')
  }

  return {
    fetch,
    requests,
    renewalAnswers,
    codesSentTo,
    renewals: () => requests.filter(({ body }) => body.includes('REFRESH_TOKEN_AUTH')),
    user: (email: string) => users.get(email),
    addUser: (email: string, password: string) => {
      users.set(email, { sub: randomUUID(), password, isConfirmed: true, attributes: {} })
      return { email, password, sub: users.get(email)?.sub ?? '' }
    },
    isValid: (refreshToken: string) => refreshTokens.has(refreshToken),
    revokeAll: () => refreshTokens.clear(),
    /** Everything is answered like this, until it is called with nothing. */
    answerAll: (answer?: Answer) => {
      network = answer
    },
    /** Holds the response to the next renewal. */
    holdRenewal: () => {
      const [asked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      renewalAnswers.push(async () => {
        const answer = renewed(JSON.parse(requests.at(-1)?.body ?? '').AuthParameters)
        asked.resolve()
        await released.promise
        return answer
      })
      return { asked: asked.promise, release: released.resolve }
    },
  }
}
