import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import * as given from '../steps/given.ts'
import { runCommand } from '../steps/stack.ts'
import { cycleIn, type Resources } from '../steps/template.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { filesIn } from '../steps/zip.ts'

type Policy = { PolicyDocument: { Statement: object[] } }

/** What would be deployed: packaged with no credentials, read from the template. */
const packaged = async (stage: string, ...parameters: string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-package-'))
  const { code, stderr } = await runCommand([
    'sls',
    'package',
    '--stage',
    stage,
    '--package',
    folder,
    ...parameters.map((parameter) => `--param=${parameter}`),
  ]).result()
  if (code !== 0) throw new Error(stderr)
  const template = JSON.parse(readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8'))
  return { folder, resources: template.Resources as Resources }
}

/** Loads every function that lies beside it, and asks one. */
const program = `
  const names = require('node:fs').readdirSync(__dirname).filter((name) => name !== 'run.cjs')
  const kinds = new Set(names.map((name) => typeof require('./' + name).handler))
  const event = { headers: {}, pathParameters: { handle: '@bayko' }, requestContext: { http: { method: 'GET' } } }
  require('./getUser.cjs')
    .handler(event, { awsRequestId: 'a-request' })
    .then((answer) => console.log(JSON.stringify([...kinds, answer])))
`

test('packaging leaves a stack that runs as it is', async () => {
  await packaged('dev')
  const handle = given.aHandle('nobody')
  then.isRefused(await calls('GET', `/api/users/@${handle}/short`), 404, 'user_not_found')
  then.isRefused(await calls('POST', '/api/messages', { body: {} }), 401, 'unauthorized')
}, 60_000)

test('by a parameter, the table and its indexes have capacity that follows what is used', async () => {
  const { resources } = await packaged('dev', 'billing=provisioned', 'capacityMaximum=80')
  const capacity = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 }
  const onDemand = parse(readFileSync(new URL('../../resources/table.yml', import.meta.url), 'utf8'), {
    logLevel: 'silent',
  })
  const { GlobalSecondaryIndexes } = onDemand.Resources.MessagesTable.Properties
  expect(resources.MessagesTable?.Properties).toMatchObject({
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: capacity,
    GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index: object) => ({
      ...index,
      ProvisionedThroughput: capacity,
    })),
  })
  const targets = Object.entries(resources).filter(
    ([, { Type }]) => Type === 'AWS::ApplicationAutoScaling::ScalableTarget',
  )
  const followed = Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::ApplicationAutoScaling::ScalingPolicy')
    .map(({ Properties }) => (Properties.ScalingTargetId as { Ref: string }).Ref)
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
  expect(cycleIn(resources)).toBeUndefined()
}, 60_000)

describe('the packaged template of production', () => {
  let folder = ''
  let resources: Resources = {}
  beforeAll(async () => {
    const result = await packaged('prod')
    folder = result.folder
    resources = result.resources
  }, 60_000)

  const wakes = (name: string) =>
    Object.values(resources).find(
      ({ Type, Properties }) =>
        Type === 'AWS::Lambda::EventSourceMapping' &&
        JSON.stringify(Properties.FunctionName).includes(`"${name}LambdaFunction"`),
    )?.Properties

  test('has no resource that waits for itself', () => {
    expect(cycleIn(resources)).toBeUndefined()
    const knot = {
      A: { Type: 'X', Properties: { a: { 'Fn::Sub': `\${B.Arn}` } } },
      B: { Type: 'X', Properties: {}, DependsOn: 'A' },
    }
    expect(cycleIn({ ...resources, ...knot })).toEqual(['A', 'B', 'A'])
  })

  test('has a role for each function, which may use nothing but what it names', () => {
    const functions = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    const roles = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    expect(functions.map(([, { Properties }]) => Properties.Role)).toEqual(
      functions.map(([name]) => ({ 'Fn::GetAtt': [name.replace('LambdaFunction', 'Role'), 'Arn'] })),
    )
    expect(roles).toHaveLength(functions.length)
    const statements = (name: string) =>
      (resources[name]?.Properties.Policies as Policy[] | undefined)?.[0]?.PolicyDocument.Statement
    for (const [name] of roles) {
      const document = JSON.stringify(statements(name))
      expect([name, document]).toEqual([name, expect.not.stringMatching(/:\*"|"\*"|index\/\*/)])
    }
    expect(statements('ListGroupsRole')).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': ['ListGroupsLogGroup', 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:Query'],
        Resource: { 'Fn::GetAtt': ['MessagesTable', 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:Query'],
        Resource: { 'Fn::Sub': `\${MessagesTable.Arn}/index/inbox-index` },
      },
    ])
    expect(statements('UpdateInboxRole')?.at(-1)).toEqual({
      Effect: 'Allow',
      Action: ['sqs:SendMessage'],
      Resource: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] },
    })
  })

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
    expect(wakes('UpdateInbox')).toMatchObject({
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

  test('wakes pushMessage beside it, for what is new, and lets go of what is a minute old', () => {
    const mapping = wakes('PushMessage')
    expect(mapping).toMatchObject({
      StartingPosition: 'LATEST',
      MaximumRetryAttempts: 2,
      MaximumRecordAgeInSeconds: 60,
      FilterCriteria: wakes('UpdateInbox')?.FilterCriteria,
    })
    expect(mapping).not.toHaveProperty('DestinationConfig')
  })

  test('opens a socket to whom authorizeSocket lets in, and to nobody else', () => {
    const [authorizer] = Object.entries(resources).filter(
      ([, { Type }]) => Type === 'AWS::ApiGatewayV2::Authorizer',
    )
    expect(authorizer?.[1].Properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      IdentitySource: ['route.request.header.Sec-WebSocket-Protocol'],
    })
    const routes = Object.values(resources).filter(
      ({ Type, Properties }) =>
        Type === 'AWS::ApiGatewayV2::Route' &&
        /^\$(connect|disconnect|default)$/.test(String(Properties.RouteKey)) &&
        JSON.stringify(Properties.ApiId).includes('WebsocketsApi'),
    )
    expect(routes.map(({ Properties }) => [Properties.RouteKey, Properties.AuthorizerId])).toEqual(
      expect.arrayContaining([['$connect', { Ref: authorizer?.[0] }]]),
    )
    expect(routes).toHaveLength(3)
  })

  test('lets no more through its gateways than it says, and logs no header', () => {
    for (const name of ['HttpApiStage', 'WebsocketsDeploymentStage']) {
      expect(resources[name]?.Properties.DefaultRouteSettings).toEqual({
        DetailedMetricsEnabled: true,
        ThrottlingRateLimit: 500,
        ThrottlingBurstLimit: 1000,
      })
    }
    const settings = resources.HttpApiStage?.Properties.AccessLogSettings as { Format: string } | undefined
    const format = settings?.Format ?? ''
    expect(Object.keys(JSON.parse(format))).toEqual(expect.arrayContaining(['request_id', 'route', 'status']))
    expect(format).not.toMatch(/header|authori[sz]/i)
  })

  test('tells somebody of dead letters, late inboxes, errors and a table that refuses', () => {
    const alarms = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    expect(alarms.map(([name]) => name).sort()).toEqual([
      'ApiErrorsAlarm',
      'BackgroundErrorsAlarm',
      'DeadLettersAlarm',
      'InboxLagAlarm',
      'TableThrottledAlarm',
    ])
    expect(alarms.map(([, { Properties }]) => Properties.AlarmActions)).toEqual(
      alarms.map(() => [{ Ref: 'Alarms' }]),
    )
  })

  test('counts what its functions do log', () => {
    const filters = Object.values(resources).filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
    expect(filters).toHaveLength(4)
    const sources = ['handlers/updateInbox', 'handlers/pushMessage', 'middleware/logRequest', 'push']
      .map((name) => readFileSync(new URL(`../../src/${name}.ts`, import.meta.url), 'utf8'), {
        logLevel: 'silent',
      })
      .join('')
    for (const { Properties } of filters) {
      const [, message = ''] = /message = "([^"]+)"/.exec(String(Properties.FilterPattern)) ?? []
      expect(sources).toContain(`'${message}'`)
    }
  })

  test('has zips of less than 120 KB, one for each function', () => {
    const zips = readdirSync(folder).filter((name) => name.endsWith('.zip'))
    const functions = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Function')
    expect(zips).toHaveLength(functions.length)
    const tooLarge = zips.filter((zip) => statSync(join(folder, zip)).size >= 120 * 1024)
    expect(tooLarge).toEqual([])
  })

  test('has functions that run with nothing around them but their environment', async () => {
    const alone = mkdtempSync(join(tmpdir(), 'cruddur-alone-'))
    for (const zip of readdirSync(folder).filter((name) => name.endsWith('.zip'))) {
      const [[name, code] = ['', '']] = Object.entries(filesIn(join(folder, zip)))
      expect(name).toBe(`src/handlers/${zip.replace('.zip', '.cjs')}`)
      writeFileSync(join(alone, zip.replace('.zip', '.cjs')), code)
    }
    writeFileSync(join(alone, 'run.cjs'), program)
    const { code, stdout, stderr } = await runCommand(['node', join(alone, 'run.cjs')], {
      TABLE_NAME: process.env.TABLE_NAME ?? '',
      ALLOWED_ORIGINS: 'https://cruddur.example',
      LOG_LEVEL: 'silent',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'MockAccessKeyId',
      AWS_SECRET_ACCESS_KEY: 'MockSecretAccessKey',
      AWS_ENDPOINT_URL_DYNAMODB: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    }).result()
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toEqual([
      'function',
      expect.objectContaining({ statusCode: 200, body: expect.stringContaining('Andrew Bayko') }),
    ])
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
