import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { pool } from '../../local/pool.ts'

/** Signs up and signs in with AWS's own client. */
export const cognitoAt = (endpoint: string) => {
  const client = new CognitoIdentityProviderClient({ endpoint })
  const ClientId = pool.clientId

  const signIn = async (email: string, password: string = pool.password) => {
    const { AuthenticationResult } = await client.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    )
    return AuthenticationResult ?? {}
  }

  const renew = async (refreshToken = '') => {
    const { AuthenticationResult } = await client.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: refreshToken },
      }),
    )
    return AuthenticationResult ?? {}
  }

  const signUp = async (email: string, handle: string, name: string) => {
    const UserAttributes = Object.entries({ email, name, preferred_username: handle }).map(
      ([Name, Value]) => ({ Name, Value }),
    )
    await client.send(
      new SignUpCommand({ ClientId, Username: email, Password: pool.password, UserAttributes }),
    )
    await client.send(
      new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode: pool.confirmationCode }),
    )
  }

  const signOutEverywhere = async (AccessToken = '') => {
    await client.send(new GlobalSignOutCommand({ AccessToken }))
  }

  return { signIn, signUp, renew, signOutEverywhere }
}
