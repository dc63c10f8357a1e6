import { createCognitoSession } from '../client/cognito/session.ts'
import { MessengerError } from '../client/errors.ts'
import { memoryStorage } from '../client/storage.ts'
import { userIdOf } from '../client/tokens.ts'
import type { MessengerOptions } from '../client/types.ts'
import { signIn } from '../local/signIn.ts'
import { handleFrom } from '../src/domain/user.ts'
import { askPassword } from './askPassword.ts'
import { CommandError, type Io, type Values } from './command.ts'
import { localSettings, useStage } from './target.ts'

type Account = Pick<MessengerOptions, 'apiUrl' | 'webSocketUrl' | 'userId' | 'getToken'>

/** A demo user of the local stack. Its password is known, so the user signs in again instead of renewing a token. */
const localAccount = async (handle: string): Promise<Account> => {
  const { host, httpPort, websocketPort, cognitoPort } = localSettings()
  const getToken = async () => (await signIn(handleFrom(handle), `http://${host}:${cognitoPort}`)).AccessToken
  const token = await getToken().catch((error: Error) => {
    throw new CommandError(error.message)
  })
  return {
    apiUrl: `http://${host}:${httpPort}`,
    webSocketUrl: `ws://${host}:${websocketPort}`,
    userId: userIdOf(token),
    getToken,
  }
}

const explain = (error: unknown): never => {
  if (!(error instanceof MessengerError)) throw error
  if (error.code === 'NotAuthorizedException') throw new CommandError('Incorrect e-mail address or password.')
  throw new CommandError(`Can't sign in: ${error.code}`)
}

const stageAccount = async (email: string, values: Values, { streams }: Io): Promise<Account> => {
  const { ApiUrl, SocketsUrl, UserPoolId, UserPoolClientId } = await useStage(values)
  const session = createCognitoSession({
    url:
      process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ??
      `https://cognito-idp.${process.env.AWS_REGION}.amazonaws.com/`,
    userPoolId: UserPoolId,
    clientId: UserPoolClientId,
    signIn: 'srp',
    storage: memoryStorage(),
  })
  const password = await askPassword(`Password of ${email}: `, streams)
  const userId = await session.signIn(email, password).catch(explain)
  return { apiUrl: ApiUrl, webSocketUrl: SocketsUrl, userId, getToken: session.getTokenOf(userId) }
}

/** Signs in: a demo user of the local stack by handle, a user of a stage by e-mail address and password. */
export const signInToChat = (name: string, values: Values, io: Io): Promise<Account> => {
  const signInAs = values.stage === undefined ? localAccount : stageAccount
  return signInAs(name, values, io)
}
