import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answerParameters } from '../../local/parameters.ts'
import { endWith } from './given.ts'

export type PoolPerson = {
  sub: string
  preferred_username?: string
  name?: string
  email?: string
  email_verified?: 'true' | 'false'
  status?: string
}

type Answer = { status?: number; type?: string; body: string }
type Input = Record<string, string | number | undefined>
type Letter = { MessageId: string; ReceiptHandle: string; Body: string; MD5OfBody: string }

type Account = {
  /** The outputs of each stack, by the stack's name. */
  stacks: Record<string, Record<string, string>>
  people: PoolPerson[]
  isPoolGone: boolean
  /** Answers these requests only when this many are waiting, so that their callers continue together. */
  barrier: { operation: string; left: number }
  /** Answers this many of these requests, and none after them, so that the caller stays in the middle of its work. */
  hold: { operation: string; left: number }
  perPage: number
  /** Whether the table has deletion protection, which not every engine supports. */
  isProtected: boolean
  /** The queue. It returns a received message again after all others, until `receivesLeft` is 0. */
  letters: Letter[]
  /** What is stored in SSM. */
  parameters: Map<string, string>
  /** Whether the caller may use SSM. */
  mayUseParameters: boolean
  receivesLeft: number
  /** The error with which CloudFormation answers. */
  refusal: { code: string; message: string } | undefined
}

const stackXml = (name: string, outputs: Record<string, string>) => `
  <DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
    <StackName>${name}</StackName><StackStatus>UPDATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>
    <Outputs>${Object.entries(outputs)
      .map(
        ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
      )
      .join('')}</Outputs>
  </member></Stacks></DescribeStacksResult></DescribeStacksResponse>`

const errorXml = (code: string, message: string) =>
  `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`

const inQueryProtocol = (body: string, { stacks, refusal }: Account): Answer => {
  const name = new URLSearchParams(body).get('StackName') ?? ''
  const outputs = stacks[name]
  const { code, message } = refusal ?? {
    code: 'ValidationError',
    message: `Stack with id ${name} does not exist`,
  }
  const xml = outputs && !refusal ? stackXml(name, outputs) : errorXml(code, message)
  return { status: outputs && !refusal ? 200 : 400, type: 'text/xml', body: xml }
}

const userOf = ({ status = 'CONFIRMED', ...attributes }: PoolPerson) => ({
  Username: attributes.sub,
  UserStatus: status,
  Enabled: true,
  Attributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
})

const inJson = (operation: string, input: Input, account: Account): Answer => {
  const { people, perPage, letters } = account
  switch (operation) {
    case 'ListUsers': {
      if (account.isPoolGone) {
        const gone = `User pool ${input.UserPoolId} does not exist.`
        return { status: 400, body: JSON.stringify({ __type: 'ResourceNotFoundException', message: gone }) }
      }
      const [, sub] = /^sub = "(.*)"$/.exec(String(input.Filter ?? '')) ?? []
      const found = sub === undefined ? people : people.filter((person) => person.sub === sub)
      const from = Number(input.PaginationToken ?? 0)
      const to = from + Math.min(perPage, Number(input.Limit ?? 60))
      const more = to < found.length ? { PaginationToken: String(to) } : {}
      return { body: JSON.stringify({ Users: found.slice(from, to).map(userOf), ...more }) }
    }
    case 'ReceiveMessage': {
      account.receivesLeft -= 1
      const [letter] = account.receivesLeft < 0 ? [] : letters
      if (letter) letters.push(...letters.splice(0, 1))
      return { body: JSON.stringify(letter ? { Messages: [letter] } : {}) }
    }
    case 'DeleteMessage':
      letters.splice(
        letters.findIndex(({ ReceiptHandle }) => ReceiptHandle === input.ReceiptHandle),
        1,
      )
      return { body: '{}' }
    case 'UpdateContinuousBackups': // no engine on this machine has any
      return {
        body: JSON.stringify({ ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED' } }),
      }
    default:
      return {
        status: 400,
        body: JSON.stringify({ __type: 'UnknownOperationException', message: operation }),
      }
  }
}

const inSsm = (action: string, input: Input, { parameters, mayUseParameters }: Account): Answer => {
  if (!mayUseParameters) return { status: 400, body: JSON.stringify({ __type: 'AccessDeniedException' }) }
  const { status, body } = answerParameters(parameters, action, input)
  return { status, body: JSON.stringify(body) }
}

const answerIn = (target: string, request: { body: string; input: Input }, account: Account): Answer => {
  if (target === '') return inQueryProtocol(request.body, account)
  if (target.startsWith('AmazonSSM.')) return inSsm(target, request.input, account)
  return inJson(target.split('.')[1] ?? '', request.input, account)
}

const isOfDynamodb = /^DynamoDB.*\.(?!UpdateContinuousBackups)/

const fromEngine = async (engine: string, headers: IncomingHttpHeaders, body: string): Promise<Answer> => {
  const { host, connection, 'content-length': length, ...rest } = headers
  const answer = await fetch(engine, { method: 'POST', headers: rest as Record<string, string>, body })
  return { status: answer.status, type: 'application/x-amz-json-1.0', body: await answer.text() }
}

const protect = (operation: string | undefined, answer: Answer, { isProtected }: Account): Answer => {
  if (!isProtected || operation !== 'DescribeTable') return answer
  const { Table } = JSON.parse(answer.body)
  return { ...answer, body: JSON.stringify({ Table: { ...Table, DeletionProtectionEnabled: true } }) }
}

/**
 * A stub of an AWS account: stacks, a queue, parameters, a paged user pool, and a proxy for the engine of this test file. Records
 * every request.
 */
export const startAws = async (given: Partial<Account> = {}) => {
  const nothing = {
    stacks: {},
    people: [],
    isPoolGone: false,
    barrier: { operation: '', left: 0 },
    hold: { operation: '', left: 0 },
    perPage: 60,
    isProtected: false,
    letters: [],
    parameters: new Map<string, string>(),
    mayUseParameters: true,
    receivesLeft: 1000,
    refusal: undefined,
  }
  const account: Account = { ...nothing, ...given }
  const engine = process.env.AWS_ENDPOINT_URL_DYNAMODB ?? ''
  const asked: { operation: string; input: Input; signedBy: string }[] = []
  const waiting: (() => void)[] = []
  const allAreHere = (operation: string | undefined) =>
    new Promise<void>((goOn) => {
      if (operation !== account.barrier.operation || account.barrier.left === 0) return goOn()
      account.barrier.left -= 1
      waiting.push(goOn)
      if (account.barrier.left === 0) for (const one of waiting.splice(0)) one()
    })
  const { promise: isHolding, resolve: standsStill } = Promise.withResolvers<void>()
  const mayGoOn = (operation: string | undefined) =>
    new Promise<void>((goOn) => {
      if (operation !== account.hold.operation) return goOn()
      account.hold.left -= 1
      if (account.hold.left >= 0) return goOn()
      standsStill()
    })
  const server = createServer(async (request, response) => {
    let body = ''
    try {
      for await (const chunk of request) body += chunk
    } catch {
      return // the client ended during the request
    }
    const target = String(request.headers['x-amz-target'] ?? '')
    const operation = target.split('.')[1]
    const input = operation ? (JSON.parse(body) as Input) : Object.fromEntries(new URLSearchParams(body))
    const [, signedBy = ''] = /Credential=([^,]+)/.exec(request.headers.authorization ?? '') ?? []
    asked.push({ operation: operation ?? String(input.Action), input, signedBy })
    await allAreHere(operation)
    await mayGoOn(operation)
    const answer = isOfDynamodb.test(target)
      ? protect(operation, await fromEngine(engine, request.headers, body), account)
      : answerIn(target, { body, input }, account)
    response
      .writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'application/x-amz-json-1.1' })
      .end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (server.address() as AddressInfo).port
  endWith(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { port, url: `http://127.0.0.1:${port}`, account, asked, isHolding }
}

export type Aws = Awaited<ReturnType<typeof startAws>>

const keys = { AWS_ACCESS_KEY_ID: 'AKIAOFTHISTEST', AWS_SECRET_ACCESS_KEY: 'secret' }

/** The environment of a developer whose AWS account is on this machine. Calls to other services fail. */
export const anAccountAt = ({ url }: Aws, credentials: Record<string, string> = keys) => {
  const file = join(mkdtempSync(join(tmpdir(), 'cruddur-aws-')), 'config')
  const names = ['cloudformation', 'cognito_identity_provider', 'dynamodb', 'dynamodb_streams', 'sqs', 'ssm']
  const lines = names.map((name) => `${name} =\n  endpoint_url = ${url}\n`)
  writeFileSync(
    file,
    `[default]\nendpoint_url = http://127.0.0.1:9\nservices = here\n\n[services here]\n${lines.join('')}`,
  )
  return {
    AWS_CONFIG_FILE: file,
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: '', // it would override those of the file
    AWS_ENDPOINT_URL_DYNAMODB: '',
    TABLE_NAME: '',
    ...credentials,
  }
}
