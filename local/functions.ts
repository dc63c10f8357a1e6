import { setTimeout as sleep } from 'node:timers/promises'
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import type { EventSourceMapping } from './eventSourceMapping.ts'
import { pool } from './pool.ts'
import { bucketEnvironmentOf, type Settings } from './settings.ts'
import type { Consumer } from './streams.ts'

/** A function, as the Serverless Framework describes it. */
export type FunctionDefinition = {
  name: string
  environment?: Record<string, unknown>
  events?: { stream?: unknown }[]
}

/** The last part of the URLs of the queues. */
export const queueNames = { work: 'work', webPushes: 'web-pushes' }

/** Gives each function the same environment variables as on AWS, with local values. */
export const configureFunctions = (
  functions: Record<string, FunctionDefinition>,
  settings: Settings,
  queueEndpoint: string,
) => {
  const { host, cognitoPort, websocketPort, allowedOrigins } = settings
  const localValues: Record<string, string> = {
    ALLOWED_ORIGINS: allowedOrigins,
    COGNITO_USER_POOL_ID: pool.userPoolId,
    COGNITO_CLIENT_ID: pool.clientId,
    COGNITO_JWKS_URI: `http://${host}:${cognitoPort}/${pool.userPoolId}/.well-known/jwks.json`,
    SOCKETS_ENDPOINT: `http://${host}:${websocketPort}`,
    WORK_QUEUE_URL: `${queueEndpoint}/000000000000/${queueNames.work}`,
    WEB_PUSH_QUEUE_URL: `${queueEndpoint}/000000000000/${queueNames.webPushes}`,
    ...(settings.pushServices ? { PUSH_SERVICES: settings.pushServices } : {}),
    ...bucketEnvironmentOf(settings),
  }
  for (const definition of Object.values(functions)) {
    const variables = Object.entries(definition.environment ?? {})
    definition.environment = Object.fromEntries(
      variables.map(([name, value]) => [name, localValues[name] ?? value]),
    )
  }
}

/** Configures the AWS SDK in this process; serverless-offline passes the environment on to every function. */
export const configureSdk = (dynamodbUrl: string, region: string) => {
  delete process.env.AWS_PROFILE
  delete process.env.AWS_SESSION_TOKEN
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
    AWS_REGION: region,
    // The same keys as in serverless-dynamodb: DynamoDB Local can keep separate tables for each access key.
    AWS_ACCESS_KEY_ID: 'MockAccessKeyId',
    AWS_SECRET_ACCESS_KEY: 'MockSecretAccessKey',
  })
}

const reconnectDelayMs = 200

/** Retries while serverless-offline is not reachable: that is not a failure of the function. */
const postUntilAnswered = async (url: string, body: string): Promise<Response> => {
  for (;;) {
    const response = await fetch(url, { method: 'POST', body }).catch(() => undefined)
    if (response) return response
    await sleep(reconnectDelayMs)
  }
}

/** Invokes a function of serverless-offline, and throws an error if the function does. */
export const invoke = async (lambdaUrl: string, name: string, event: object) => {
  const response = await postUntilAnswered(
    `${lambdaUrl}/2015-03-31/functions/${name}/invocations`,
    JSON.stringify(event),
  )
  const text = await response.text()
  const result = (text ? JSON.parse(text) : undefined) as
    | (DynamoDBBatchResponse & { errorMessage?: string })
    | undefined
  if (!response.ok || response.headers.has('x-amz-function-error') || result?.errorMessage) {
    throw new Error(`${name} failed: ${result?.errorMessage ?? response.status}`)
  }
  return result
}

/** The functions with a `stream` event in serverless.yml. serverless-offline invokes them. */
export const findStreamConsumers = (
  functions: Record<string, FunctionDefinition>,
  lambdaUrl: string,
): Consumer[] =>
  Object.values(functions).flatMap(({ name, events = [] }) =>
    events.flatMap(({ stream }) =>
      stream
        ? [
            {
              name,
              mapping: stream as EventSourceMapping,
              invoke: (records: DynamoDBRecord[]) => invoke(lambdaUrl, name, { Records: records }),
            },
          ]
        : [],
    ),
  )
