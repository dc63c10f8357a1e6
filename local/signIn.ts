import { people } from '../seed/people.ts'
import { pool } from './pool.ts'

export type Tokens = { AccessToken: string; IdToken: string; RefreshToken: string }

/** Signs in a demo user at the local Cognito. */
export const signIn = async (handle: string, cognitoUrl: string): Promise<Tokens> => {
  const person = people.find((person) => person.handle === handle)
  if (!person) {
    throw new Error(
      `There is no demo user "${handle}". Use one of: ${people.map((person) => person.handle).join(', ')}`,
    )
  }
  const response = await fetch(cognitoUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: pool.clientId,
      AuthParameters: { USERNAME: person.email, PASSWORD: pool.password },
    }),
  }).catch(() => {
    throw new Error(
      `Can't reach Cognito at ${cognitoUrl}. Start the stack with "npm start", or set LOCAL_COGNITO_PORT.`,
    )
  })
  const result = (await response.json()) as { AuthenticationResult?: Tokens; message?: string }
  if (!result.AuthenticationResult)
    throw new Error(`Sign-in as ${handle} failed: ${result.message ?? response.status}`)
  return result.AuthenticationResult
}
