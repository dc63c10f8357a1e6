import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { applyConditions } from '../steps/conditions.ts'
import { thePackage } from '../steps/packaged.ts'
import { ofType } from '../steps/template.ts'

/** The resources that are retained on each stage, and their names. */
const stages = [
  [
    'dev',
    {
      deletion: 'Delete',
      replacement: 'Delete',
      isProtected: false,
      pool: 'INACTIVE',
      table: 'cruddur-messages-dev',
    },
  ],
  // Retained, unless the deployment that creates it fails.
  [
    'prod',
    {
      deletion: 'RetainExceptOnCreate',
      replacement: 'Retain',
      isProtected: true,
      pool: 'ACTIVE',
      table: 'cruddur-messages',
    },
  ],
] as const

describe.each(stages)('%s', (stage, { deletion, replacement, isProtected, pool, table }) => {
  const { Resources } = applyConditions(thePackage(stage).template)

  test('backs up the table, and protects and retains it as configured', () => {
    expect(Resources.MessagesTable).toMatchObject({
      DeletionPolicy: deletion,
      UpdateReplacePolicy: replacement,
      Properties: {
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: isProtected,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
      },
    })
  })

  test("encrypts the table with DynamoDB's own key: a KMS key would cost for each request", () => {
    expect(Resources.MessagesTable?.Properties).not.toHaveProperty('SSESpecification')
  })

  test('has a user pool with the trigger and a public client that does not reveal which users exist', () => {
    expect(Resources.UserPool).toMatchObject({
      DeletionPolicy: deletion,
      UpdateReplacePolicy: replacement,
      Properties: {
        UsernameAttributes: ['email'],
        LambdaConfig: { PostConfirmation: { 'Fn::GetAtt': ['CreateUserLambdaFunction', 'Arn'] } },
        DeletionProtection: pool,
        UserPoolTier: 'LITE',
      },
    })
    expect(Resources.UserPool?.Properties).not.toHaveProperty('EmailConfiguration')
    expect(Resources.UserPoolClient?.Properties).toMatchObject({
      GenerateSecret: false,
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      AccessTokenValidity: 60,
      IdTokenValidity: 60,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes' },
    })
  })
})

describe('by a parameter', () => {
  const { Resources, Outputs } = applyConditions(thePackage('own').template)

  test('the table is not protected, and it and its indexes have auto scaling', () => {
    const capacity = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 }
    const onDemand = parse(readFileSync(new URL('../../resources/table.yml', import.meta.url), 'utf8'), {
      logLevel: 'silent',
    })
    const { GlobalSecondaryIndexes } = onDemand.Resources.MessagesTable.Properties
    expect(Resources.MessagesTable?.Properties).toMatchObject({
      BillingMode: 'PROVISIONED',
      DeletionProtectionEnabled: 'false',
      ProvisionedThroughput: capacity,
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index: object) => ({
        ...index,
        ProvisionedThroughput: capacity,
      })),
    })
    const { template } = thePackage('own')
    const targets = ofType(template, 'AWS::ApplicationAutoScaling::ScalableTarget')
    const followed = ofType(template, 'AWS::ApplicationAutoScaling::ScalingPolicy').map(
      ([, { Properties }]) => (Properties.ScalingTargetId as { Ref: string }).Ref,
    )
    expect(targets.map(([name]) => name).sort()).toEqual(followed.sort())
    expect(
      targets
        .map(([, { Properties }]) => [Properties.ScalableDimension, Number(Properties.MaxCapacity)])
        .sort(),
    ).toEqual(
      ['index:Read', 'index:Read', 'index:Write', 'index:Write', 'table:Read', 'table:Write'].map((one) => [
        `dynamodb:${one}CapacityUnits`,
        80,
      ]),
    )
  })

  test('an existing table is used everywhere, and no table is created', () => {
    const { template } = thePackage('guarded')
    const { Resources, Outputs } = applyConditions(template)
    expect(ofType({ ...template, Resources }, 'AWS::DynamoDB::Table')).toEqual([])
    expect(Outputs.TableName?.Value).toBe('cruddur-messages-restored')
    const mappings = ofType({ ...template, Resources }, 'AWS::Lambda::EventSourceMapping').filter(
      ([, { Properties }]) => Properties.StartingPosition !== undefined, // of streams, not of queues
    )
    expect(mappings.map(([, { Properties }]) => Properties.EventSourceArn)).toEqual(
      mappings.map(() => expect.stringMatching(/:table\/cruddur-messages-restored\/stream\//)),
    )
    expect(mappings).toHaveLength(2)
  })

  test('the user pool sends its e-mails through SES, and its tokens have the configured lifetime', () => {
    const { Resources } = applyConditions(thePackage('guarded').template)
    expect(Resources.UserPool?.Properties.EmailConfiguration).toEqual({
      EmailSendingAccount: 'DEVELOPER',
      From: 'Cruddur <no-reply@cruddur.example>',
      SourceArn: 'arn:aws:ses:us-east-1:111122223333:identity/cruddur.example',
    })
    const { AccessTokenValidity, IdTokenValidity } = Resources.UserPoolClient?.Properties ?? {}
    expect([AccessTokenValidity, IdTokenValidity].map(Number)).toEqual([5, 5])
  })

  test('an existing user pool is used, and none is created', () => {
    expect(Object.keys(Resources)).not.toEqual(expect.arrayContaining(['UserPool']))
    expect(Object.keys(Resources)).not.toEqual(expect.arrayContaining(['UserPoolClient']))
    expect([Outputs.UserPoolId?.Value, Outputs.UserPoolClientId?.Value]).toEqual([
      'us-east-1_Example01',
      'their-client',
    ])
    expect(Resources.GetMeLambdaFunction?.Properties).toMatchObject({
      Environment: {
        Variables: { COGNITO_USER_POOL_ID: 'us-east-1_Example01', COGNITO_CLIENT_ID: 'their-client' },
      },
    })
    expect(Resources.CreateUserMayBeCalledByUserPool?.Properties.SourceArn).toEqual({
      'Fn::Sub': `arn:\${AWS::Partition}:cognito-idp:\${AWS::Region}:\${AWS::AccountId}:userpool/us-east-1_Example01`,
    })
  })
})
