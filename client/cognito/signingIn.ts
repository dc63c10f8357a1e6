import { unreachable } from './callCognito.ts'
import type { Auth, Idp, IdpOptions } from './idp.ts'
import type { Tokens } from './sessionState.ts'
import type { SignUpDetails } from './types.ts'

// On demand, because only pools of AWS have it.
const loadSrp = () =>
  import('./srp.ts').catch(() => {
    throw unreachable()
  })

/** The actions of Cognito user pools for people who have no session yet. */
export const createSigningIn = (
  { userPoolId, serverNow, signIn }: IdpOptions,
  { call, initiate, tokensOf }: Idp,
) => {
  const run = async (action: string, body: object): Promise<void> => {
    await call(action, body)
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
  const authenticate = signIn === 'srp' ? signInBySrp : signInByPassword

  return {
    signIn: async (email: string, password: string): Promise<Tokens> =>
      tokensOf(await authenticate(email, password)),

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
