import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { overBudget } from '../../bench/budget.ts'
import * as given from '../steps/given.ts'
import { thePackage } from '../steps/packaged.ts'
import { runCommand } from '../steps/stack.ts'
import { ofType } from '../steps/template.ts'
import { filesIn } from '../steps/zip.ts'

given.anEngine()

type Policy = { PolicyDocument: { Statement: object[] } }

/** Loads every function that lies beside it, and asks one. */
const program = (handle: string) => `
  const names = require('node:fs').readdirSync(__dirname).filter((name) => name !== 'run.cjs')
  const kinds = new Set(names.map((name) => typeof require('./' + name).handler))
  const event = { headers: {}, pathParameters: { handle: '@${handle}' }, requestContext: { http: { method: 'GET' } } }
  require('./getUser.cjs')
    .handler(event, { awsRequestId: 'a-request' })
    .then((answer) => console.log(JSON.stringify([...kinds, answer])))
`

describe.each([
  ['dev', 'cruddur-messages-dev'],
  ['prod', 'cruddur-messages'],
])('%s', (stage, tableName) => {
  const { template, zips } = thePackage(stage)
  const functions = ofType(template, 'AWS::Lambda::Function')

  test('has a role for each function, which may use nothing but what it names', () => {
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
        Action: ['dynamodb:GetItem', 'dynamodb:Query'],
        Resource: { 'Fn::Sub': table },
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:Query'],
        Resource: { 'Fn::Sub': `${table}/index/inbox-index` },
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
  })

  test('has a zip for each function, within its budget and less than 120 KB', () => {
    expect(zips).toHaveLength(functions.length)
    const sizes = zips.map((zip) => [basename(zip, '.zip'), statSync(zip).size] as const)
    expect(overBudget(Object.fromEntries(sizes))).toEqual([])
    expect(sizes.filter(([, bytes]) => bytes >= 120 * 1024)).toEqual([])
  })

  test('has functions that run with nothing around them but their environment', async () => {
    const { handle } = await given.aUser({ displayName: 'Some Body' })
    const alone = mkdtempSync(join(tmpdir(), 'cruddur-alone-'))
    for (const zip of zips) {
      const file = basename(zip).replace('.zip', '.cjs')
      const [[name, code] = ['', '']] = Object.entries(filesIn(zip))
      expect(name).toBe(`src/handlers/${file}`)
      writeFileSync(join(alone, file), code)
    }
    writeFileSync(join(alone, 'run.cjs'), program(handle))
    const { code, stdout, stderr } = await runCommand(['node', join(alone, 'run.cjs')], {
      TABLE_NAME: process.env.TABLE_NAME ?? '',
      ALLOWED_ORIGINS: 'https://cruddur.example',
      LOG_LEVEL: 'silent',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'MockAccessKeyId',
      AWS_SECRET_ACCESS_KEY: 'MockSecretAccessKey',
      AWS_ENDPOINT_URL_DYNAMODB: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    }).result()
    rmSync(alone, { recursive: true })
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toEqual([
      'function',
      expect.objectContaining({ statusCode: 200, body: expect.stringContaining('Some Body') }),
    ])
  })

  test('runs them on the runtime and the processor that serverless.yml says', () => {
    expect(functions.map(([, { Properties }]) => [Properties.Runtime, Properties.Architectures])).toEqual(
      functions.map(() => ['nodejs24.x', ['arm64']]),
    )
  })

  test('lets in whoever the own user pool says', () => {
    const environments = JSON.stringify(functions.map(([, { Properties }]) => Properties.Environment))
    expect(environments).toMatch(
      /https:\/\/cognito-idp\.\$\{AWS::Region\}\.amazonaws\.com\/\$\{pool\}\/\.well-known\/jwks\.json/,
    )
  })
})
