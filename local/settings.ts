import { resolve } from 'node:path'

type Environment = Record<string, string | undefined>

const port = (environment: Environment, name: string, otherwise: number): number => {
  const value = environment[name]
  if (value === undefined || value === '') return otherwise
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new Error(`${name} is ${value}, and no port.`)
  return number
}

/** Whatever can be set about the local stack, and what it is when it is not set. */
export const readSettings = (environment: Environment = process.env) => {
  const webPort = port(environment, 'LOCAL_WEB_PORT', 5173)
  return {
    host: '127.0.0.1',
    httpPort: port(environment, 'LOCAL_HTTP_PORT', 3000),
    websocketPort: port(environment, 'LOCAL_WEBSOCKET_PORT', 3001),
    lambdaPort: port(environment, 'LOCAL_LAMBDA_PORT', 3002),
    dynamodbPort: port(environment, 'LOCAL_DYNAMODB_PORT', 8000),
    cognitoPort: port(environment, 'LOCAL_COGNITO_PORT', 9229),
    /** Asked for on the command line. */
    withWeb: false,
    webPort,
    /** Where everything is kept over a restart. Without it, it lives in memory. */
    dataDir: environment.LOCAL_DATA_DIR ? resolve(environment.LOCAL_DATA_DIR) : undefined,
    allowedOrigins:
      environment.LOCAL_ALLOWED_ORIGINS ||
      `http://localhost:${webPort},http://127.0.0.1:${webPort},http://localhost:3000`,
    /** A DynamoDB that somebody else runs. The name is the AWS SDK's own. */
    dynamodbEndpoint: environment.AWS_ENDPOINT_URL_DYNAMODB || undefined,
  }
}

export type Settings = ReturnType<typeof readSettings>
