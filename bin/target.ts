import { pool } from '../local/pool.ts'
import { readSettings } from '../local/settings.ts'
import { CommandError, type Values } from './command.ts'
import type { Outputs } from './stack.ts'

export const targetOptions = { stage: { type: 'string' }, region: { type: 'string' } } as const

/** Where a command acts. */
export type Target = {
  tableName: string
  userPoolId: string
  /** Not on this machine: there, what destroys asks first. */
  isDeployed: boolean
  stage?: string
  deadLettersUrl?: string
}

/** Whatever can be set about the local stack; what is set to nonsense is the caller's to mend. */
export const localSettings = () => {
  try {
    return readSettings()
  } catch (error) {
    throw new CommandError((error as Error).message)
  }
}

const isAddress = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

const isLoopback = (url: string) => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)

const local = (): Target => {
  const { host, dynamodbPort, dynamodbEndpoint, cognitoPort } = localSettings()
  const endpoint = dynamodbEndpoint ?? `http://${host}:${dynamodbPort}`
  if (!isAddress(endpoint))
    throw new CommandError(`AWS_ENDPOINT_URL_DYNAMODB is ${endpoint}, and no address.`)
  const tableName = process.env.TABLE_NAME ?? 'cruddur-messages-dev'
  // A profile would go before these keys.
  delete process.env.AWS_PROFILE
  delete process.env.AWS_SESSION_TOKEN
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: `http://${host}:${cognitoPort}`,
    AWS_REGION: pool.region,
    AWS_ACCESS_KEY_ID: 'MockAccessKeyId',
    AWS_SECRET_ACCESS_KEY: 'MockSecretAccessKey',
    TABLE_NAME: tableName,
  })
  return { tableName, userPoolId: pool.userPoolId, isDeployed: !isLoopback(endpoint) }
}

// "npm run ddb:drop --stage prod": npm takes what does not stand behind a -- for its own.
const keptByNpm = () => process.env.npm_config_stage !== undefined

/** The stage that is named, if one is. */
const stageIn = ({ stage, region }: Values): string | undefined => {
  if (typeof stage === 'string') return stage
  if (region !== undefined)
    throw new CommandError('--region says where a stage is: say which, with --stage <stage>.')
  if (keptByNpm())
    throw new CommandError(
      'npm has kept --stage for itself. Say it behind a --: npm run ddb:scan -- --stage prod',
    )
  return undefined
}

const outputsOf = async (stage: string, { region }: Values): Promise<Outputs> => {
  if (process.env.AWS_ENDPOINT_URL_DYNAMODB)
    throw new CommandError('--stage means AWS, but AWS_ENDPOINT_URL_DYNAMODB is set: unset one.')
  process.env.AWS_REGION = typeof region === 'string' ? region : (process.env.AWS_REGION ?? pool.region)
  // Loaded when asked for: on a laptop nobody waits for it.
  const { readOutputs } = await import('./stack.ts')
  return readOutputs(stage)
}

/** What a deployed stage says of itself, for a command that has nothing to do on this machine. */
export const useStage = async (values: Values): Promise<Outputs> => {
  const stage = stageIn(values)
  if (!stage)
    throw new CommandError('Which stage? Say --stage <stage>: on this machine there is nothing to do.')
  return outputsOf(stage, values)
}

const deployed = async (stage: string, values: Values): Promise<Target> => {
  const { TableName, UserPoolId, DeadLettersUrl } = await outputsOf(stage, values)
  process.env.TABLE_NAME = TableName
  return {
    tableName: TableName,
    userPoolId: UserPoolId,
    isDeployed: true,
    stage,
    deadLettersUrl: DeadLettersUrl,
  }
}

/** Points the repository at the local table, or, with --stage, at a deployed one by the usual AWS credentials. */
export const useTarget = async (values: Values): Promise<Target> => {
  const stage = stageIn(values)
  return stage === undefined ? local() : deployed(stage, values)
}
