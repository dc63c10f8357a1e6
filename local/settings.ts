import { resolve } from 'node:path'

type Environment = Record<string, string | undefined>

const readPort = (environment: Environment, name: string, defaultPort: number): number => {
  const value = environment[name]
  if (value === undefined || value === '') return defaultPort
  const port = Number(value)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${name} is not a valid port: ${value}`)
  return port
}

/** The settings of the local stack, with their defaults. */
export const readSettings = (environment: Environment = process.env) => {
  const webPort = readPort(environment, 'LOCAL_WEB_PORT', 5173)
  return {
    host: '127.0.0.1',
    httpPort: readPort(environment, 'LOCAL_HTTP_PORT', 3000),
    websocketPort: readPort(environment, 'LOCAL_WEBSOCKET_PORT', 3001),
    lambdaPort: readPort(environment, 'LOCAL_LAMBDA_PORT', 3002),
    dynamodbPort: readPort(environment, 'LOCAL_DYNAMODB_PORT', 8000),
    cognitoPort: readPort(environment, 'LOCAL_COGNITO_PORT', 9229),
    bucketPort: readPort(environment, 'LOCAL_BUCKET_PORT', 4569),
    /** Set by the command-line option --web. */
    hasWeb: false,
    webPort,
    /** Where data is kept between restarts. Without it, data is in memory. */
    dataDir: environment.LOCAL_DATA_DIR ? resolve(environment.LOCAL_DATA_DIR) : undefined,
    allowedOrigins:
      environment.LOCAL_ALLOWED_ORIGINS ||
      `http://localhost:${webPort},http://127.0.0.1:${webPort},http://localhost:3000`,
    /** Origins of push services, instead of the known ones: a local one cannot have https. */
    pushServices: environment.LOCAL_PUSH_SERVICES || undefined,
    /** A DynamoDB that is already running. The variable is the AWS SDK's own. */
    dynamodbEndpoint: environment.AWS_ENDPOINT_URL_DYNAMODB || undefined,
  }
}

export type Settings = ReturnType<typeof readSettings>

export const dynamodbUrlOf = ({ host, dynamodbPort, dynamodbEndpoint }: Settings) =>
  dynamodbEndpoint ?? `http://${host}:${dynamodbPort}`

export const cognitoUrlOf = ({ host, cognitoPort }: Settings) => `http://${host}:${cognitoPort}`

/** The name of the local bucket. */
export const bucketName = 'attachments'

/** Where functions and commands find the local bucket. */
export const bucketEnvironmentOf = ({ host, bucketPort }: Settings) => ({
  ATTACHMENTS_URL: `http://${host}:${bucketPort}/${bucketName}`,
  ATTACHMENTS_BUCKET: bucketName,
})
