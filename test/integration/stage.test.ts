import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Aws, anAccountAt, startAws } from '../steps/aws.ts'
import * as given from '../steps/given.ts'
import { parsed } from '../steps/printed.ts'
import { runsIn } from '../steps/program.ts'
import { killLeftovers, runCommand } from '../steps/stack.ts'
import { allItems } from '../steps/table.ts'
import { calls } from '../steps/when.ts'

given.anEngine()
afterAll(killLeftovers)

const hasStack = /^ {4}at /m
let aws: Aws
let environment: Record<string, string> = {}

/** The table that the stack of production names. */
const tableName = () => process.env.TABLE_NAME ?? ''

beforeAll(async () => {
  const names = { TableName: tableName(), UserPoolId: 'us-east-1_Production', DeadLettersUrl: '' }
  aws = await startAws({
    stacks: {
      'cruddur-messages-prod': names,
      'cruddur-messages-half': {},
      'cruddur-messages-begun': { ServerlessDeploymentBucketName: 'x' },
    },
    people: [{ sub: randomUUID(), preferred_username: given.aHandle(), name: 'Some Body' }],
  })
  Object.assign(names, { DeadLettersUrl: `${aws.url}/queue` })
  environment = anAccountAt(aws)
  // All of this file is in the account, so that most commands need no process of their own.
  Object.assign(process.env, environment, { TABLE_NAME: tableName() })
})

/** Runs a command in this process. It knows no table but the one that the stack names. */
const runsHere = (input: string, ...words: string[]) =>
  runsIn({ environment: { TABLE_NAME: '' }, input }, ...words)

const onProd = (...words: string[]) => runsHere('', ...words, '--stage', 'prod')

describe('--stage', () => {
  test("acts on the table that the stack's outputs name, by the caller's credentials", async () => {
    const { me } = await given.aGroup('On production')
    const before = aws.asked.length
    const words = ['ddb:list-conversations', me.handle, '--json', '--stage', 'prod']
    const { code, stdout, stderr } = await runsIn({ environment, isAlone: true }, ...words)
    expect([code, parsed(stdout)]).toEqual([0, [expect.objectContaining({ message: 'On production' })]])
    expect(stderr).toContain('RCU')
    const [describe, ...rest] = aws.asked.slice(before)
    expect(describe).toMatchObject({
      operation: 'DescribeStacks',
      input: { StackName: 'cruddur-messages-prod' },
      signedBy: expect.stringMatching(/^AKIAOFTHISTEST\/\d+\/us-east-1\/cloudformation\//),
    })
    expect(rest.map(({ signedBy }) => signedBy)).toEqual(
      rest.map(() => expect.stringMatching(/^AKIAOFTHISTEST\/\d+\/us-east-1\/dynamodb\//)),
    )
    expect(rest.map(({ operation }) => operation)).toContain('Query')
  })

  test.each([
    ['--region', {}],
    ['AWS_REGION', { AWS_REGION: 'eu-north-1' }],
  ])('in the region that %s says', async (_, variables) => {
    const flags = 'AWS_REGION' in variables ? [] : ['--region', 'eu-north-1']
    const before = aws.asked.length
    await runsIn({ environment: { ...environment, ...variables } }, 'ddb:scan', '--stage', 'prod', ...flags)
    expect(aws.asked.slice(before).map(({ signedBy }) => signedBy)).toEqual([
      expect.stringMatching(/\/eu-north-1\/cloudformation\//),
      expect.stringMatching(/\/eu-north-1\/dynamodb\//),
    ])
  })

  test('must be said with a region, which alone would act on this machine', async () => {
    const { code, stdout, stderr } = await runsHere('', 'ddb:scan', '--region', 'eu-north-1')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toBe('--region says where a stage is: say which, with --stage <stage>.\n')
  })

  test('that has not been deployed is a sentence', async () => {
    const { code, stdout, stderr } = await runsHere('', 'ddb:scan', '--stage', 'qa')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^There is no stack cruddur-messages-qa in us-east-1\. Is it deployed\?.*\n$/)
  })

  // The framework begins with its bucket: a stack whose second step failed has that, and no table.
  test.each(['half', 'begun'])('whose stack is %s, for it never came up, is a sentence', async (stage) => {
    for (const command of ['ddb:scan', 'ddb:drop', 'cognito:list-users']) {
      const { code, stdout, stderr } = await runsHere('', command, '--stage', stage)
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toContain(`cruddur-messages-${stage}`)
      expect(stderr).not.toMatch(/undefined/)
      expect(stderr).not.toMatch(hasStack)
    }
  })

  test('without credentials is a sentence', async () => {
    const { code, stdout, stderr } = await runsIn(
      { environment: anAccountAt(aws, {}) },
      'ddb:scan',
      '--stage',
      'prod',
    )
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^No AWS credentials: .*\n$/)
  })

  test.each([
    ['ExpiredToken', 'The security token included in the request is expired'],
    ['InvalidClientTokenId', 'The security token included in the request is invalid'],
    ['AccessDenied', 'User is not authorized to perform: cloudformation:DescribeStacks'],
  ])('with credentials that AWS answers with %s is a sentence', async (code, message) => {
    aws.account.refusal = { code, message }
    const answer = await onProd('ddb:scan')
    aws.account.refusal = undefined
    expect([answer.code, answer.stdout]).toEqual([1, ''])
    expect(answer.stderr).toContain(message)
    expect(answer.stderr).not.toMatch(hasStack)
  })

  test('and AWS_ENDPOINT_URL_DYNAMODB contradict each other', async () => {
    const asked = aws.asked.length
    const surroundings = { environment: { AWS_ENDPOINT_URL_DYNAMODB: aws.url }, isAlone: false }
    const { code, stdout, stderr } = await runsIn(surroundings, 'ddb:scan', '--stage', 'prod')
    expect([code, stdout, stderr, aws.asked.length]).toEqual([
      1,
      '',
      '--stage means AWS, but AWS_ENDPOINT_URL_DYNAMODB is set: unset one.\n',
      asked,
    ])
  })

  test('reads the users of the pool that the outputs name', async () => {
    const { code, stdout } = await onProd('cognito:list-users')
    expect([code, Object.values(JSON.parse(stdout))]).toEqual([0, aws.account.people.map(({ sub }) => sub)])
    expect(aws.asked.at(-1)).toMatchObject({
      operation: 'ListUsers',
      input: { UserPoolId: 'us-east-1_Production' },
    })
  })
})

/** What destroys or overwrites, and what each says when it has done so. */
const dangerous: [string, RegExp][] = [
  ['ddb:seed', /"people":4/],
  ['cognito:sync-users', /"added":1/],
  ['ddb:rebuild-inbox', /^mended /m],
  ['ddb:drop', /^dropped /],
]

describe.each(dangerous)('%s on a stage', (command, words) => {
  beforeAll(async () => {
    // Something for each to do: a message that no inbox knows of, for nothing here reads the stream.
    const { me, uuid } = await given.aGroupAtRest()
    await calls('POST', '/api/messages', { as: me, body: { message: 'New', message_group_uuid: uuid } })
  })

  test.each<[string, { input?: string; flags?: string[] }]>([
    ['nobody answers', {}],
    ['another name is typed', { input: 'cruddur-messages-dev\n' }],
    ['yes is typed', { input: 'yes\n' }],
    ['the name is typed in other letters', { input: 'CRUDDUR\n' }],
    ['--yes names another table', { flags: ['--yes', 'cruddur-messages-dev'] }],
    ['--yes names none', { flags: ['--yes', ''] }],
    ['--yes names another, whatever is piped in', { flags: ['--yes', 'other'], input: 'right' }],
  ])('does nothing where %s', async (_, { input = '', flags = [] }) => {
    const before = await allItems()
    const typed =
      input === 'CRUDDUR\n' ? `${tableName().toUpperCase()}\n` : input.replace('right', tableName())
    const { code, stdout, stderr } = await runsHere(typed, command, '--stage', 'prod', ...flags)
    expect([code, stdout]).toEqual([1, ''])
    const asks = flags.length === 0 ? `Type the table's name to go on: ` : ''
    expect(stderr).toContain(
      `${asks}Nothing has been done: it takes the table's name, typed or as --yes ${tableName()}.\n`,
    )
    expect(await allItems()).toEqual(before)
  })

  test("goes on where the table's name is typed, or said with --yes", async () => {
    const isOnce = command === 'ddb:drop'
    const answers = [
      await runsHere(` ${tableName()} \n`, command, '--stage', 'prod'),
      ...(isOnce ? [] : [await onProd(command, '--yes', tableName())]),
    ]
    expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 0))
    expect(answers[0]?.stdout).toMatch(words)
    expect(answers[0]?.stderr).toContain("Type the table's name to go on: ")
    expect(answers[1]?.stderr ?? '').not.toContain('Type the table')
  })
})

describe('after a drop on a stage', () => {
  const inputOf = (one: string) => aws.asked.findLast(({ operation }) => operation === one)?.input

  test('schema-load makes the table that the stack of production would: protected, backed up', async () => {
    const loaded = await onProd('ddb:schema-load')
    expect([loaded.code, loaded.stdout]).toEqual([0, `created ${tableName()}\n`])
    expect(inputOf('CreateTable')).toMatchObject({
      TableName: tableName(),
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
    })
    expect(inputOf('UpdateContinuousBackups')).toEqual({
      TableName: tableName(),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    })
  })

  test("and encrypted with the key that costs nothing, DynamoDB's own", () => {
    expect(inputOf('CreateTable')).not.toHaveProperty('SSESpecification')
  })

  test('a drop of it is refused while it is protected', async () => {
    aws.account.isProtected = true
    const before = aws.asked.length
    const { code, stdout, stderr } = await onProd('ddb:drop', '--yes', tableName())
    aws.account.isProtected = false
    const words = `^${tableName()} is protected from deletion, and stays\\. .*tableProtection=false.*\\n$`
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(new RegExp(words))])
    expect(aws.asked.slice(before).map(({ operation }) => operation)).not.toContain('DeleteTable')
  })
})

describe('an engine that is elsewhere', () => {
  const elsewhere = {
    AWS_ENDPOINT_URL_DYNAMODB: 'http://engine.invalid:8000',
    TABLE_NAME: 'theirs',
    LOCAL_COGNITO_PORT: '9',
    AWS_MAX_ATTEMPTS: '1',
  }

  test.each(dangerous)('is asked nothing by %s before the name of its table is typed', async (command) => {
    const { code, stdout, stderr } = await runsIn({ environment: elsewhere, input: 'yes\n' }, command)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).not.toMatch(hasStack)
    if (command !== 'ddb:drop') expect(stderr).toContain("Type the table's name to go on: ") // drop looks first
  })
})

test('Ctrl+C at the question does nothing, and leaves a sentence', async () => {
  const words = 'stty cols 80; exec node bin/cruddur.js ddb:seed'
  const onTerminal =
    process.platform === 'darwin'
      ? ['script', '-q', '/dev/null', 'sh', '-c', words]
      : ['script', '-qec', words, '/dev/null']
  const program = runCommand(
    onTerminal,
    { AWS_ENDPOINT_URL_DYNAMODB: 'http://engine.invalid:8000', TABLE_NAME: 'theirs', TERM: 'xterm' },
    { isTyping: true },
  )
  await program.prints('to go on: ')
  program.types('\x03')
  const { code, stdout } = await program.result()
  expect(code).not.toBe(0)
  expect(stdout).toMatch(/Nothing has been done|Stopped/)
  expect(stdout).not.toMatch(hasStack)
})
