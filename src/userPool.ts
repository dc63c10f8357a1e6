import {
  AdminDeleteUserCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider'
import { env } from './env.ts'

/* The only code of the functions that changes the user pool. */

let client: CognitoIdentityProviderClient | undefined

/** Deletes an account, if it is still there. Cognito accepts the id in place of the user name. */
export const deleteAccount = async (cognitoUserId: string): Promise<void> => {
  client ??= new CognitoIdentityProviderClient({})
  const command = new AdminDeleteUserCommand({ UserPoolId: env.cognitoUserPoolId, Username: cognitoUserId })
  try {
    await client.send(command, { abortSignal: AbortSignal.timeout(5000) })
  } catch (error) {
    if (!(error instanceof UserNotFoundException)) throw error
  }
}
