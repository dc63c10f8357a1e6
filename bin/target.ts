import { pool } from '../local/pool.ts'
import { readSettings } from '../local/settings.ts'
import { Complaint, type Values } from './command.ts'

export const targetOptions = { stage: { type: 'string' } } as const

/** Points the repository at the local table, or, with --stage, at a deployed one by the usual AWS credentials. */
export const useTable = ({ stage }: Values): string => {
  if (typeof stage === 'string') {
    if (process.env.AWS_ENDPOINT_URL_DYNAMODB)
      throw new Complaint('--stage means AWS, but AWS_ENDPOINT_URL_DYNAMODB is set: unset one.')
    process.env.TABLE_NAME = stage === 'prod' ? 'cruddur-messages' : `cruddur-messages-${stage}`
    return process.env.TABLE_NAME
  }
  const { host, dynamodbPort, dynamodbEndpoint } = readSettings()
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint ?? `http://${host}:${dynamodbPort}`,
    AWS_REGION: pool.region,
    AWS_ACCESS_KEY_ID: 'MockAccessKeyId',
    AWS_SECRET_ACCESS_KEY: 'MockSecretAccessKey',
    TABLE_NAME: process.env.TABLE_NAME ?? 'cruddur-messages-dev',
  })
  return String(process.env.TABLE_NAME)
}
