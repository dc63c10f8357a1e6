import { pool } from '../local/pool.ts'
import { bucketEnvironmentOf, readSettings } from '../local/settings.ts'
import { CommandError, type Values } from './command.ts'
import type { Outputs } from './stackOutputs.ts'

export const targetOptions = {
  stage: { value: 'stage', description: 'Act on a deployed stage, instead of the local stack' },
  region: { value: 'region', description: `AWS region of the stage (default: AWS_REGION or ${pool.region})` },
}

/** What a command acts on. */
export type Target = {
  tableName: string
  userPoolId: string
  /** Whether the table is not on this machine. Commands then ask before they overwrite or delete. */
  isDeployed: boolean
  stage?: string
  deadLettersUrl?: string
  /** Where sockets can be closed. */
  socketsEndpoint?: string
}

/** The settings of the local stack. Reports an invalid one as an error that the user can fix. */
export const localSettings = () => {
  try {
    return readSettings()
  } catch (error) {
    throw new CommandError((error as Error).message)
  }
}

const isHttpUrl = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

const isLoopback = (url: string) => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)

const pointToLocalTable = (): Target => {
  const settings = localSettings()
  const { host, dynamodbPort, dynamodbEndpoint, cognitoPort, websocketPort } = settings
  const endpoint = dynamodbEndpoint ?? `http://${host}:${dynamodbPort}`
  if (!isHttpUrl(endpoint)) throw new CommandError(`AWS_ENDPOINT_URL_DYNAMODB is not a URL: ${endpoint}`)
  const tableName = process.env.TABLE_NAME ?? 'cruddur-messages-dev'
  const socketsEndpoint = `http://${host}:${websocketPort}`
  // A profile would take precedence over the keys below.
  delete process.env.AWS_PROFILE
  delete process.env.AWS_SESSION_TOKEN
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: `http://${host}:${cognitoPort}`,
    AWS_REGION: pool.region,
    AWS_ACCESS_KEY_ID: 'MockAccessKeyId',
    AWS_SECRET_ACCESS_KEY: 'MockSecretAccessKey',
    TABLE_NAME: tableName,
    SOCKETS_ENDPOINT: socketsEndpoint,
    ...bucketEnvironmentOf(settings),
  })
  return { tableName, userPoolId: pool.userPoolId, isDeployed: !isLoopback(endpoint), socketsEndpoint }
}

const outputsOf = async (stage: string, { region }: Values): Promise<Outputs> => {
  if (process.env.AWS_ENDPOINT_URL_DYNAMODB)
    throw new CommandError("Can't combine --stage with AWS_ENDPOINT_URL_DYNAMODB. Unset one of them.")
  process.env.AWS_REGION = typeof region === 'string' ? region : (process.env.AWS_REGION ?? pool.region)
  // Imported on demand: local commands start faster without it.
  const { readOutputs } = await import('./stackOutputs.ts')
  return readOutputs(stage)
}

/** The outputs of the stage that --stage names, for a command that requires one. */
export const useStage = (values: Values): Promise<Outputs> => outputsOf(String(values.stage), values)

const pointToDeployedTable = async (stage: string, values: Values): Promise<Target> => {
  const outputs = await outputsOf(stage, values)
  const { TableName, UserPoolId, DeadLettersUrl, SocketsEndpoint } = outputs
  Object.assign(process.env, {
    TABLE_NAME: TableName,
    SOCKETS_ENDPOINT: SocketsEndpoint ?? '',
    ATTACHMENTS_BUCKET: outputs.AttachmentsBucketName ?? '',
    ATTACHMENTS_URL: outputs.AttachmentsUrl ?? '',
  })
  return {
    tableName: TableName,
    userPoolId: UserPoolId,
    isDeployed: true,
    stage,
    deadLettersUrl: DeadLettersUrl,
    ...(SocketsEndpoint ? { socketsEndpoint: SocketsEndpoint } : {}),
  }
}

/** Points the repository at the local table or, with --stage, at a deployed one with the usual AWS credentials. */
export const useTarget = async (values: Values): Promise<Target> => {
  const { stage, region } = values
  if (typeof stage === 'string') return pointToDeployedTable(stage, values)
  if (region !== undefined) throw new CommandError('--region requires --stage <stage>')
  return pointToLocalTable()
}
