import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { runCommand } from '../steps/stack.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

type Resource = {
  Type: string
  Properties: Record<string, unknown>
  DeletionPolicy?: string
  Condition?: string
}

/** What would be deployed: packaged with no credentials, read from the template. */
const packaged = async (stage: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-package-'))
  const { code, stderr } = await runCommand([
    'sls',
    'package',
    '--stage',
    stage,
    '--package',
    folder,
  ]).result()
  if (code !== 0) throw new Error(stderr)
  const template = JSON.parse(readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8'))
  return template.Resources as Record<string, Resource>
}

test('packaging leaves a stack that runs as it is', async () => {
  await packaged('dev')
  const handle = given.aHandle('nobody')
  then.isRefused(await calls('GET', `/api/users/@${handle}/short`), 404, 'user_not_found')
  then.isRefused(await calls('POST', '/api/messages', { body: {} }), 401, 'unauthorized')
}, 60_000)

describe('the packaged template of production', () => {
  let resources: Record<string, Resource> = {}
  beforeAll(async () => {
    resources = await packaged('prod')
  }, 60_000)

  test('keeps, protects and backs up the table, and encrypts it', () => {
    expect(resources.MessagesTable).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        TableName: 'cruddur-messages',
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
      },
    })
  })

  test('wakes updateInbox by new messages only, with a bound on everything and a place for what is given up', () => {
    const [mapping] = Object.values(resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::EventSourceMapping',
    )
    expect(mapping?.Properties).toMatchObject({
      FunctionName: { 'Fn::GetAtt': ['UpdateInboxLambdaFunction', 'Arn'] },
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } } },
      FilterCriteria: {
        Filters: [
          { Pattern: '{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"MSG#"}]}}}}' },
        ],
      },
    })
  })

  test('tells every function of AWS, and of nothing that is on a laptop', () => {
    const functions = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Function')
    expect(functions.map(({ Properties }) => [Properties.Runtime, Properties.Architectures])).toEqual(
      functions.map(() => ['nodejs24.x', ['arm64']]),
    )
    const told = JSON.stringify(functions.map(({ Properties }) => Properties.Environment))
    expect(told).not.toMatch(/127\.0\.0\.1|us-east-1_Local|local-web-client|AWS_ENDPOINT/)
    expect(told).toMatch(
      /https:\/\/cognito-idp\.\$\{AWS::Region\}\.amazonaws\.com\/\$\{pool\}\/\.well-known\/jwks\.json/,
    )
  })

  test('has a user pool with a public client that gives nothing away, and the trigger', () => {
    expect(resources.UserPool).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        UsernameAttributes: ['email'],
        LambdaConfig: { PostConfirmation: { 'Fn::GetAtt': ['CreateUserLambdaFunction', 'Arn'] } },
        DeletionProtection: 'ACTIVE',
      },
    })
    expect(resources.UserPoolClient?.Properties).toMatchObject({
      GenerateSecret: false,
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    })
  })
})
