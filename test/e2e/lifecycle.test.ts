import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeTimeToLiveCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startDynamodb } from '../../local/dynamodb.ts'
import { cognitoAt } from '../steps/cognito.ts'
import { freePort } from '../steps/freePort.ts'
import * as given from '../steps/given.ts'
import { eventually, findInTree, isAlive, isFree, isReached, processTree } from '../steps/processes.ts'
import {
  killLeftovers,
  ownPorts,
  type Ports,
  type Running,
  runCommand,
  runScript,
  startStack,
} from '../steps/stack.ts'

const limitMs = 300_000

afterAll(killLeftovers)

/** Ends a stack and expects all of its processes to end and its ports to be free. */
const leavesNothing = async (stack: Running, ports: Ports, end: () => void) => {
  const family = processTree(stack.pid)
  expect(family.length).toBeGreaterThan(4) // a shell and a program each for DynamoDB and Cognito, and the stack itself
  end()
  await eventually(
    () => family.filter(isAlive),
    (alive) => alive.length === 0,
  )
  const free = await Promise.all(Object.values(ports).map((port) => isFree(Number(port))))
  expect(free).toEqual(free.map(() => true))
}

/** The ports that other machines can reach. */
const openElsewhere = async (ports: Ports) => {
  const addresses = Object.values(networkInterfaces())
    .flatMap((some) => some ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
  const tries = addresses.flatMap(({ address }) =>
    Object.values(ports).map(async (port) => ((await isReached(address, Number(port))) ? [port] : [])),
  )
  return (await Promise.all(tries)).flat()
}

const shortOf = async (handle: string, { LOCAL_HTTP_PORT }: Ports) =>
  (await fetch(`http://127.0.0.1:${LOCAL_HTTP_PORT}/api/users/@${handle}/short`)).json()

const countItems = async (port: string) => {
  const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}` })
  return (await client.send(new ScanCommand({ TableName: 'cruddur-messages-dev', Select: 'COUNT' }))).Count
}

describe('a stack', () => {
  test(
    'serves the web client with npm start, configured with the addresses of the stack, and ends on Ctrl+C',
    async () => {
      const ports = await ownPorts()
      const page = `http://127.0.0.1:${ports.LOCAL_WEB_PORT}`
      const stack = await startStack(ports, ['npm', 'start'])
      expect(stack.printed()).toContain(page)
      for (const path of ['messages/new/bayko', 'messages/new/%'])
        expect(await (await fetch(`${page}/${path}`)).text()).toContain('<div id="root">')
      expect((await fetch(`${page}/src/main.tsx`)).headers.get('content-type')).toContain('javascript')
      expect(await openElsewhere(ports)).toEqual([])
      const config = (await (await fetch(`${page}/config.json`)).json()) as { apiUrl: string }
      expect(config).toEqual({
        apiUrl: `http://127.0.0.1:${ports.LOCAL_HTTP_PORT}`,
        webSocketUrl: `ws://127.0.0.1:${ports.LOCAL_WEBSOCKET_PORT}`,
        cognitoUrl: `http://127.0.0.1:${ports.LOCAL_COGNITO_PORT}/`,
        userPoolId: 'us-east-1_Local',
        clientId: 'local-web-client',
        signIn: 'password',
      })
      const answer = await fetch(`${config.apiUrl}/api/health-check`, { headers: { origin: page } })
      expect(answer.headers.get('access-control-allow-origin')).toBe(page)
      await leavesNothing(stack, ports, () => stack.interruptGroup())
    },
    limitMs,
  )

  test(
    'keeps its data in LOCAL_DATA_DIR through kill -9, and does not seed again',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'cruddur-test-'))
      const ports = await ownPorts()
      const handle = given.aHandle()
      const cognito = cognitoAt(`http://127.0.0.1:${ports.LOCAL_COGNITO_PORT}`)

      const first = await startStack({ ...ports, LOCAL_DATA_DIR: folder }, ['npm', 'start'])
      await cognito.signUp(`${handle}@example.org`, handle, 'Survivor')
      const profile = await shortOf(handle, ports)
      const items = await countItems(ports.LOCAL_DYNAMODB_PORT)
      await leavesNothing(first, ports, () => first.kill('SIGKILL'))

      const second = await startStack({ ...ports, LOCAL_DATA_DIR: folder })
      expect(await shortOf(handle, ports)).toEqual(profile)
      expect(await cognito.signIn(`${handle}@example.org`)).toMatchObject({ AccessToken: expect.any(String) })
      expect(await countItems(ports.LOCAL_DYNAMODB_PORT)).toBe(items)
      await leavesNothing(second, ports, () => second.kill('SIGKILL'))
      rmSync(folder, { recursive: true })
    },
    limitMs,
  )
})

describe('sls offline', () => {
  let ports: Ports
  let stack: Running
  beforeAll(async () => {
    ports = await ownPorts()
    stack = await startStack(ports)
  }, limitMs)

  test('has no web client, and reports that it is up only after seeding', async () => {
    expect(await isFree(Number(ports.LOCAL_WEB_PORT))).toBe(true)
    expect(stack.printed()).not.toContain(`127.0.0.1:${ports.LOCAL_WEB_PORT}`)
    expect(stack.printed()).toMatch(/inboxes updated.*Cruddur Messages is ready/s)
  })

  test('keeps updating inboxes after its table was dropped, created again and seeded', async () => {
    const run = (script: string, ...parameters: string[]) => runScript(ports, script, ...parameters)
    const api = `http://127.0.0.1:${ports.LOCAL_HTTP_PORT}/api`
    expect((await run('ddb:drop')).stdout).toBe('dropped cruddur-messages-dev\n')
    expect((await run('ddb:schema-load')).stdout).toBe('created cruddur-messages-dev\n')
    const seeded = JSON.parse((await run('ddb:seed')).stdout)
    expect(seeded.written).toBe(seeded.messages)

    const as = async (handle: string) => ({
      authorization: `Bearer ${(await run('token', handle)).stdout.trim()}`,
      'content-type': 'application/json',
    })
    const [bayko, nadia] = [await as('bayko'), await as('nadia')]
    const inboxOf = async (headers: Record<string, string>) =>
      (await (await fetch(`${api}/message_groups`, { headers })).json()) as {
        handle: string
        message: string
      }[]
    const sends = async (message: string) => {
      const body = JSON.stringify({ message, handle: 'nadia' })
      const { status } = await fetch(`${api}/messages`, { method: 'POST', headers: bayko, body })
      expect(status).toBe(200)
    }
    await sends('First, which begins the conversation by itself')
    await sends('Second, which only the stream can tell')
    const shown = await eventually(
      () => inboxOf(nadia),
      ([newest]) => newest?.message === 'Second, which only the stream can tell',
    )
    expect(shown).toEqual([expect.objectContaining({ handle: 'bayko', unread_count: 2 })])
    expect((await run('ddb:rebuild-inbox', '--dry-run')).stdout).toBe('')
  })

  test('ends with a message when one of its processes ends', async () => {
    process.kill(findInTree(stack.pid, 'dynoxide'), 'SIGKILL')
    const { code, stderr } = await stack.result()
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('DynamoDB exited unexpectedly, so the stack stops'),
    ])
  })
})

test(
  'sls dynamodb migrate creates the same table as ddb:schema-load, with time to live',
  async () => {
    const port = await freePort()
    const engine = await startDynamodb('127.0.0.1', port)
    const environment = { LOCAL_DYNAMODB_PORT: String(port) }
    expect((await runCommand(['sls', 'dynamodb', 'migrate'], environment).result()).code).toBe(0)
    const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}` })
    const timeToLive = new DescribeTimeToLiveCommand({ TableName: 'cruddur-messages-dev' })
    expect((await client.send(timeToLive)).TimeToLiveDescription).toEqual({
      AttributeName: 'expires_at',
      TimeToLiveStatus: 'ENABLED',
    })
    const load = ['npm', 'run', '--silent', 'ddb:schema-load']
    const { code, stderr } = await runCommand(load, environment).result()
    expect([code, stderr]).toEqual([0, expect.stringContaining('cruddur-messages-dev already exists')])
    await engine.end()
  },
  limitMs,
)

describe('a stack that cannot start says why', () => {
  test(
    'when a port is taken',
    async () => {
      const ports = await ownPorts()
      const squatter = createServer()
      await new Promise<void>((resolve) =>
        squatter.listen(Number(ports.LOCAL_COGNITO_PORT), '127.0.0.1', resolve),
      )
      const { code, stderr } = await runCommand(['sls', 'offline'], ports).result()
      squatter.close()
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining(
          `Port ${ports.LOCAL_COGNITO_PORT} (Cognito) is in use. Set LOCAL_COGNITO_PORT to use another port.`,
        ),
      ])
    },
    limitMs,
  )

  test(
    'when a setting is invalid',
    async () => {
      const { code, stderr } = await runCommand(['sls', 'offline'], {
        ...(await ownPorts()),
        LOCAL_HTTP_PORT: 'abc',
      }).result()
      expect([code, stderr]).toEqual([1, expect.stringContaining('LOCAL_HTTP_PORT is not a valid port: abc')])
    },
    limitMs,
  )

  test('when Node.js is too old', async () => {
    const pretend = "Object.defineProperty(process.versions, 'node', { value: '18.20.8' })"
    const load = "new (require('./local/plugin.cjs'))({ classes: { Error } }, {})"
    const { code, stderr } = await runCommand(['node', '-e', `${pretend}; ${load}`]).result()
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('Node.js 18.20.8 is too old. "npm ci" installs'),
    ])
  })
})
