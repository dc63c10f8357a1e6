import { pool } from './pool.ts'
import type { Settings } from './settings.ts'

export type FunctionDefinition = {
  name: string
  environment?: Record<string, unknown>
  events?: { stream?: unknown }[]
}

/** Gives the functions the same variables as on AWS, with what stands in for AWS as their values. */
export const configureFunctions = (
  functions: Record<string, FunctionDefinition>,
  { host, cognitoPort, websocketPort, allowedOrigins }: Settings,
) => {
  const values: Record<string, string> = {
    ALLOWED_ORIGINS: allowedOrigins,
    COGNITO_USER_POOL_ID: pool.userPoolId,
    COGNITO_CLIENT_ID: pool.clientId,
    COGNITO_JWKS_URI: `http://${host}:${cognitoPort}/${pool.userPoolId}/.well-known/jwks.json`,
    SOCKETS_ENDPOINT: `http://${host}:${websocketPort}`,
  }
  for (const definition of Object.values(functions)) {
    const onAws = Object.entries(definition.environment ?? {})
    definition.environment = Object.fromEntries(onAws.map(([name, value]) => [name, values[name] ?? value]))
  }
}

/** What the AWS SDK is to find, in this process and, copied from it by serverless-offline, in every function. */
export const pointSdkAt = (dynamodbUrl: string, region: string) => {
  delete process.env.AWS_PROFILE
  delete process.env.AWS_SESSION_TOKEN
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
    AWS_REGION: region,
    // The keys that serverless-dynamodb creates the table with: some engines keep the tables of each key apart.
    AWS_ACCESS_KEY_ID: 'MockAccessKeyId',
    AWS_SECRET_ACCESS_KEY: 'MockSecretAccessKey',
  })
}
