import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { putConnection } from '../../src/repository/connections.ts'
import { aSentPicture } from '../steps/attachments.ts'
import { type Aws, anAccountAt, startAws } from '../steps/aws.ts'
import { type Gateway, startGateway } from '../steps/gateway.ts'
import * as given from '../steps/given.ts'
import { parsed } from '../steps/printed.ts'
import { runsIn } from '../steps/program.ts'
import { killLeftovers, runCommand } from '../steps/stack.ts'
import { allItems, itemsIn } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

given.anEngine()
given.aWorkQueue()
afterAll(killLeftovers)

const hasStack = /^ {4}at /m
let aws: Aws
let gateway: Gateway
let environment: Record<string, string> = {}

/** The table of the production stack. */
const tableName = () => process.env.TABLE_NAME ?? ''

beforeAll(async () => {
  gateway = await startGateway()
  given.endWith(gateway.end)
  const names = {
    TableName: tableName(),
    UserPoolId: 'us-east-1_Production',
    DeadLettersUrl: '',
    SocketsEndpoint: process.env.SOCKETS_ENDPOINT ?? '',
    AttachmentsBucketName: 'attachments',
    AttachmentsUrl: process.env.ATTACHMENTS_URL ?? '',
  }
  aws = await startAws({
    stacks: {
      'cruddur-messages-prod': names,
      'cruddur-messages-older': { TableName: tableName() },
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
  test("uses the table of the stack's outputs with the caller's credentials", async () => {
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
  ])('in the region of %s', async (_, variables) => {
    const flags = 'AWS_REGION' in variables ? [] : ['--region', 'eu-north-1']
    const before = aws.asked.length
    await runsIn({ environment: { ...environment, ...variables } }, 'ddb:scan', '--stage', 'prod', ...flags)
    expect(aws.asked.slice(before).map(({ signedBy }) => signedBy)).toEqual([
      expect.stringMatching(/\/eu-north-1\/cloudformation\//),
      expect.stringMatching(/\/eu-north-1\/dynamodb\//),
    ])
  })

  test("uses the bucket of the stack's outputs", async () => {
    const { me, picture } = await aSentPicture()
    const folder = mkdtempSync(join(tmpdir(), 'cruddur-stage-'))
    const { ATTACHMENTS_URL } = process.env
    process.env.ATTACHMENTS_URL = 'http://127.0.0.1:9/another'
    const { code } = await onProd('users:export', me.handle, '--files', folder)
    process.env.ATTACHMENTS_URL = ATTACHMENTS_URL
    const saved = readFileSync(join(folder, `${picture.uuid}.png`))
    rmSync(folder, { recursive: true })
    expect([code, saved]).toEqual([0, picture.file])
  })

  test('is required with --region', async () => {
    const { code, stdout, stderr } = await runsHere('', 'ddb:scan', '--region', 'eu-north-1')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toBe('--region requires --stage <stage>\n')
  })

  test('that has not been deployed is an error', async () => {
    const { code, stdout, stderr } = await runsHere('', 'ddb:scan', '--stage', 'qa')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^No stack cruddur-messages-qa in us-east-1\. Is it deployed.*\n$/)
  })

  // The framework creates its bucket first: a stack whose second step failed has a bucket and no table.
  test.each(['half', 'begun'])('whose stack is %s is an error', async (stage) => {
    for (const command of ['ddb:scan', 'ddb:drop', 'cognito:list-users']) {
      const { code, stdout, stderr } = await runsHere('', command, '--stage', stage)
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toContain(`cruddur-messages-${stage}`)
      expect(stderr).not.toMatch(/undefined/)
      expect(stderr).not.toMatch(hasStack)
    }
  })

  test('without credentials is an error', async () => {
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
  ])('with credentials that AWS refuses with %s is an error', async (code, message) => {
    aws.account.refusal = { code, message }
    const answer = await onProd('ddb:scan')
    aws.account.refusal = undefined
    expect([answer.code, answer.stdout]).toEqual([1, ''])
    expect(answer.stderr).toContain(message)
    expect(answer.stderr).not.toMatch(hasStack)
  })

  test('conflicts with AWS_ENDPOINT_URL_DYNAMODB', async () => {
    const asked = aws.asked.length
    const surroundings = { environment: { AWS_ENDPOINT_URL_DYNAMODB: aws.url }, isAlone: false }
    const { code, stdout, stderr } = await runsIn(surroundings, 'ddb:scan', '--stage', 'prod')
    expect([code, stdout, stderr, aws.asked.length]).toEqual([
      1,
      '',
      "Can't combine --stage with AWS_ENDPOINT_URL_DYNAMODB. Unset one of them.\n",
      asked,
    ])
  })

  test("reads the users of the stack's pool", async () => {
    const { code, stdout } = await onProd('cognito:list-users')
    expect([code, Object.values(JSON.parse(stdout))]).toEqual([0, aws.account.people.map(({ sub }) => sub)])
    expect(aws.asked.at(-1)).toMatchObject({
      operation: 'ListUsers',
      input: { UserPoolId: 'us-east-1_Production' },
    })
  })
})

describe('users:suspend and users:restore on a stage', () => {
  const aConnectedUser = async () => {
    const user = await given.aUser()
    const connection = { userUuid: user.uuid, id: randomUUID(), connectedAt: 0, expiresAtSeconds: 2 ** 31 }
    await putConnection(connection)
    let isClosed = false
    gateway.open(connection.id, { take: () => {}, end: () => (isClosed = true) })
    return { user, isClosed: () => isClosed }
  }

  test('ask for the name of the table, and change nothing without it', async () => {
    const { user, isClosed } = await aConnectedUser()
    const before = await allItems()
    for (const command of ['users:suspend', 'users:restore']) {
      const { code, stdout, stderr } = await onProd(command, user.handle)
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toMatch(/ (suspends|ends the suspension of) \S+ \(Some Body\) in .* Type the table name/)
    }
    expect([await allItems(), isClosed()]).toEqual([before, false])
  })

  test("close the sockets at the address of the stack's outputs, and refuse and admit the user", async () => {
    const { user, isClosed } = await aConnectedUser()
    const suspended = await runsHere(`${tableName()}\n`, 'users:suspend', user.handle, '--stage', 'prod')
    expect([suspended.code, JSON.parse(suspended.stdout), isClosed()]).toEqual([
      0,
      expect.objectContaining({ suspended: user.uuid, connections: 1 }),
      true,
    ])
    then.isRefused(await calls('GET', '/api/blocks', { as: user }), 403, 'account_suspended')
    expect((await onProd('users:restore', user.handle, '--yes', tableName())).code).toBe(0)
    expect((await calls('GET', '/api/blocks', { as: user })).status).toBe(200)
  })

  test('report a stack whose outputs have no such address, and forget the connections', async () => {
    const { user, isClosed } = await aConnectedUser()
    const words = ['users:suspend', user.handle, '--stage', 'older', '--yes', tableName()]
    const { code, stderr } = await runsHere('', ...words)
    expect([code, isClosed()]).toEqual([0, false])
    expect(stderr).toContain("Can't close 1 of 1 open sockets: the stack has no output SocketsEndpoint.")
    expect(await itemsIn(`CON#${user.uuid}`)).toEqual([])
  })
})

/** Commands that delete or overwrite, and what each prints when it has run. */
const dangerous: [string, RegExp][] = [
  ['ddb:seed', /"people":4/],
  ['cognito:sync-users', /"added":1/],
  ['ddb:rebuild-inbox', /^repaired /m],
  ['ddb:drop', /^dropped /],
]

describe.each(dangerous)('%s on a stage', (command, words) => {
  beforeAll(async () => {
    // Something for each to do: a message that the inboxes do not show, since nothing handles the stream here.
    const { me, uuid } = await given.aGroupAtRest()
    await calls('POST', '/api/messages', { as: me, body: { message: 'New', message_group_uuid: uuid } })
  })

  test.each<[string, { input?: string; flags?: string[] }]>([
    ['nothing is typed', {}],
    ['another name is typed', { input: 'cruddur-messages-dev\n' }],
    ['"yes" is typed', { input: 'yes\n' }],
    ['the name is typed in capitals', { input: 'CRUDDUR\n' }],
    ['--yes names another table', { flags: ['--yes', 'cruddur-messages-dev'] }],
    ['--yes has an empty name', { flags: ['--yes', ''] }],
    [
      '--yes names another table and the right name is piped in',
      { flags: ['--yes', 'other'], input: 'right' },
    ],
  ])('does nothing if %s', async (_, { input = '', flags = [] }) => {
    const before = await allItems()
    const typed =
      input === 'CRUDDUR\n' ? `${tableName().toUpperCase()}\n` : input.replace('right', tableName())
    const { code, stdout, stderr } = await runsHere(typed, command, '--stage', 'prod', ...flags)
    expect([code, stdout]).toEqual([1, ''])
    const asks = flags.length === 0 ? 'Type the table name to continue: ' : ''
    expect(stderr).toContain(
      `${asks}Nothing was changed. To confirm, type the table name or pass --yes ${tableName()}.\n`,
    )
    expect(await allItems()).toEqual(before)
  })

  test("runs if the table's name is typed or given with --yes", async () => {
    const isOnce = command === 'ddb:drop'
    const answers = [
      await runsHere(` ${tableName()} \n`, command, '--stage', 'prod'),
      ...(isOnce ? [] : [await onProd(command, '--yes', tableName())]),
    ]
    expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 0))
    expect(answers[0]?.stdout).toMatch(words)
    expect(answers[0]?.stderr).toContain('Type the table name to continue: ')
    expect(answers[1]?.stderr ?? '').not.toContain('Type the table')
  })
})

describe('after a drop on a stage', () => {
  const inputOf = (one: string) => aws.asked.findLast(({ operation }) => operation === one)?.input

  test('schema-load creates the table as production has it: protected and with backups', async () => {
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

  test("and encrypted with DynamoDB's own key, which is free", () => {
    expect(inputOf('CreateTable')).not.toHaveProperty('SSESpecification')
  })

  test('ddb:drop refuses while it is protected', async () => {
    aws.account.isProtected = true
    const before = aws.asked.length
    const { code, stdout, stderr } = await onProd('ddb:drop', '--yes', tableName())
    aws.account.isProtected = false
    const words = `^${tableName()} has deletion protection\\. .*tableProtection=false.*\\n$`
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(new RegExp(words))])
    expect(aws.asked.slice(before).map(({ operation }) => operation)).not.toContain('DeleteTable')
  })
})

describe('an engine on another machine', () => {
  const elsewhere = {
    AWS_ENDPOINT_URL_DYNAMODB: 'http://engine.invalid:8000',
    TABLE_NAME: 'theirs',
    LOCAL_COGNITO_PORT: '9',
    AWS_MAX_ATTEMPTS: '1',
  }

  test.each(dangerous)('is not called by %s before the table name is typed', async (command) => {
    const isDrop = command === 'ddb:drop' // looks first, so that it needs an AWS SDK that has used no other endpoint
    const surroundings = { environment: elsewhere, input: 'yes\n', isAlone: isDrop }
    const before = aws.asked.length
    const { code, stdout, stderr } = await runsIn(surroundings, command)
    expect([code, stdout, aws.asked.length]).toEqual([1, '', before])
    expect(stderr).not.toMatch(hasStack)
    if (!isDrop) expect(stderr).toContain('Type the table name to continue: ')
  })
})

test('Ctrl+C at the question does nothing and prints a message', async () => {
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
  await program.prints('to continue: ')
  program.types('\x03')
  const { code, stdout } = await program.result()
  expect(code).not.toBe(0)
  expect(stdout).toMatch(/Nothing was changed|Stopped/)
  expect(stdout).not.toMatch(hasStack)
})
