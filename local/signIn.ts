import { people } from '../seed/people.ts'
import { pool } from './pool.ts'

export type Tokens = { AccessToken: string; IdToken: string; RefreshToken: string }

/** Signs one of the demo people in, by password, at the local Cognito. */
export const signIn = async (handle: string, cognitoUrl: string): Promise<Tokens> => {
  const person = people.find((one) => one.handle === handle)
  if (!person) {
    throw new Error(
      `Nobody here is called "${handle}". There are ${people.map((one) => one.handle).join(', ')}.`,
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
      `No sign-in answers at ${cognitoUrl}. Start the stack with "npm start", or set LOCAL_COGNITO_PORT.`,
    )
  })
  const answer = (await response.json()) as { AuthenticationResult?: Tokens; message?: string }
  if (!answer.AuthenticationResult)
    throw new Error(`Signing in as ${handle} failed: ${answer.message ?? response.status}`)
  return answer.AuthenticationResult
}
