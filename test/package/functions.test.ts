import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { overBudget } from '../../bench/budget.ts'
import { promises } from '../../bench/promises.ts'
import { applyConditions } from '../steps/conditions.ts'
import { thePackage } from '../steps/packaged.ts'
import { ofType, propertiesOf, type Template } from '../steps/template.ts'

type Policy = { PolicyDocument: { Statement: object[] } }

describe.each([
  ['dev', 'cruddur-messages-dev'],
  ['prod', 'cruddur-messages'],
])('%s', (stage, tableName) => {
  const { template } = thePackage(stage)
  const functions = ofType(template, 'AWS::Lambda::Function')

  test('has a role for each function with only the permissions that serverless.yml declares', () => {
    const roles = ofType(template, 'AWS::IAM::Role')
    expect(functions.map(([, { Properties }]) => Properties.Role)).toEqual(
      functions.map(([name]) => ({ 'Fn::GetAtt': [name.replace('LambdaFunction', 'Role'), 'Arn'] })),
    )
    expect(roles).toHaveLength(functions.length)
    const statements = (name: string) =>
      (template.Resources[name]?.Properties.Policies as Policy[] | undefined)?.[0]?.PolicyDocument.Statement
    for (const [name] of roles) {
      const document = JSON.stringify(statements(name))
      expect([name, document]).toEqual([name, expect.not.stringMatching(/:\*"|"\*"|index\/\*|table\/\*/)])
    }
    const table = `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/${tableName}`
    expect(statements('ListGroupsRole')).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': ['ListGroupsLogGroup', 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
        Resource: { 'Fn::Sub': table },
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:Query'],
        Resource: { 'Fn::Sub': `${table}/index/list-index` },
      },
    ])
    expect(statements('UpdateInboxRole')?.at(-2)).toMatchObject({
      Resource: { 'Fn::Sub': `${table}/stream/*` },
    })
    expect(statements('UpdateInboxRole')?.at(-1)).toEqual({
      Effect: 'Allow',
      Action: ['sqs:SendMessage'],
      Resource: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] },
    })
    const work = { 'Fn::GetAtt': ['Work', 'Arn'] }
    const sends = { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: work }
    const receives = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']
    expect(statements('UpdateMeRole')?.at(-1)).toEqual(sends)
    expect(statements('DoWorkRole')?.slice(-2)).toEqual([
      sends,
      { Effect: 'Allow', Action: receives, Resource: work },
    ])
    const pushes = { 'Fn::GetAtt': ['WebPushes', 'Arn'] }
    expect(statements('PushMessageRole')).toContainEqual({ ...sends, Resource: pushes })
    const inAccount = (service: string, resource: string) => ({
      'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
    })
    // SSM decrypts with its own key: that needs no permission.
    expect(statements('SendWebPushRole')).toContainEqual({
      Effect: 'Allow',
      Action: ['ssm:GetParameter'],
      Resource: inAccount('ssm', `parameter/cruddur-messages/${stage}/push-keys`),
    })
    expect(statements('SendWebPushRole')?.at(-1)).toEqual({
      Effect: 'Allow',
      Action: receives,
      Resource: pushes,
    })
    const { Variables } = propertiesOf(template, 'SendWebPushLambdaFunction').Environment as {
      Variables: Record<string, string>
    }
    expect(Variables.PUSH_KEYS_PARAMETER).toBe(`/cruddur-messages/${stage}/push-keys`)
  })

  test('uses the runtime and the architecture of serverless.yml', () => {
    expect(functions.map(([, { Properties }]) => [Properties.Runtime, Properties.Architectures])).toEqual(
      functions.map(() => ['nodejs24.x', ['arm64']]),
    )
  })

  test('accepts tokens of its own user pool', () => {
    const environments = JSON.stringify(functions.map(([, { Properties }]) => Properties.Environment))
    expect(environments).toMatch(
      /https:\/\/cognito-idp\.\$\{AWS::Region\}\.amazonaws\.com\/\$\{pool\}\/\.well-known\/jwks\.json/,
    )
  })
})

test.each([
  ['dev', { Ref: 'UserPool' }],
  ['own', 'us-east-1_Example01'],
])(
  'of the functions of %s, doWork alone may change the user pool, and only delete accounts in it',
  (stage, id) => {
    const { Resources } = applyConditions(thePackage(stage).template)
    const allowed = Object.entries(Resources).flatMap(([name, { Type, Properties }]) =>
      Type === 'AWS::IAM::Role'
        ? (Properties.Policies as Policy[]).flatMap(({ PolicyDocument: { Statement } }) =>
            Statement.filter((one) => JSON.stringify(one).includes('cognito-idp:')).map((one) => [name, one]),
          )
        : [],
    )
    const pool = `arn:\${AWS::Partition}:cognito-idp:\${AWS::Region}:\${AWS::AccountId}:userpool/\${id}`
    const Resource = { 'Fn::Sub': [pool, { id }] }
    expect(allowed).toEqual([
      ['DoWorkRole', { Effect: 'Allow', Action: ['cognito-idp:AdminDeleteUser'], Resource }],
    ])
  },
)

/** Nobody waits for its cold start. */
const isBehindQueue = (template: Template, name: string): boolean =>
  ofType(template, 'AWS::Lambda::EventSourceMapping').some(([, { Properties }]) => {
    const [source] = (Properties.EventSourceArn as { 'Fn::GetAtt'?: string[] })['Fn::GetAtt'] ?? []
    return (
      template.Resources[source ?? '']?.Type === 'AWS::SQS::Queue' &&
      JSON.stringify(Properties.FunctionName).toLowerCase().includes(`"${name.toLowerCase()}lambdafunction"`)
    )
  })

test('a package has a zip for each function, within its size budget', () => {
  const { template, zips } = thePackage('prod')
  const sizes = zips.map((zip) => [basename(zip, '.zip'), statSync(zip).size] as const)
  expect(sizes).toHaveLength(ofType(template, 'AWS::Lambda::Function').length)
  expect(overBudget(Object.fromEntries(sizes))).toEqual([])
  const maxBytesOf = (name: string) =>
    1024 * (isBehindQueue(template, name) ? promises.queuedZipKilobytes : promises.zipKilobytes)
  expect(sizes.filter(([name, bytes]) => bytes > maxBytesOf(name))).toEqual([])
  expect(sizes.map(([name]) => name).filter((name) => isBehindQueue(template, name))).toEqual(
    expect.arrayContaining(['doWork', 'sendWebPush']),
  )
})
