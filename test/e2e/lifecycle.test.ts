import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, describe, expect, test } from '@jest/globals'
import { startDynamodb } from '../../local/dynamodb.ts'
import { cognitoAt } from '../steps/cognito.ts'
import { freePort } from '../steps/freePort.ts'
import * as given from '../steps/given.ts'
import { eventually, familyOf, isAlive, isFree, isReached, memberOf } from '../steps/processes.ts'
import { endLeftovers, ownPorts, type Ports, type Running, runCommand, startStack } from '../steps/stack.ts'

const limitMs = 300_000

afterAll(endLeftovers)

/** Ends a stack in some way, and sees that no process and no port of it is left. */
const leavesNothing = async (stack: Running, ports: Ports, end: () => void) => {
  const family = familyOf(stack.pid)
  expect(family.length).toBeGreaterThan(4) // a shell and a program each for DynamoDB and Cognito, and the stack itself
  end()
  await eventually(
    () => family.filter(isAlive),
    (alive) => alive.length === 0,
  )
  const free = await Promise.all(Object.values(ports).map((port) => isFree(Number(port))))
  expect(free).toEqual(free.map(() => true))
}

/** The ports that other machines reach. */
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
    'has the web client with npm start, which knows where everything is, and ends with Ctrl+C',
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
    'keeps everything in LOCAL_DATA_DIR, through kill -9 of npm and of itself, and seeds nothing twice',
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

  test(
    'uses the DynamoDB that AWS_ENDPOINT_URL_DYNAMODB names, starts none, and leaves that one running on SIGTERM',
    async () => {
      const port = await freePort()
      const engine = await startDynamodb('127.0.0.1', port)
      const ports = await ownPorts()
      const stack = await startStack({ ...ports, AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}` }, [
        'sls',
        'offline',
        'start',
      ])
      expect(await shortOf('bayko', ports)).toMatchObject({ display_name: 'Andrew Bayko' })
      expect(await isFree(Number(ports.LOCAL_DYNAMODB_PORT))).toBe(true)
      const family = familyOf(stack.pid)
      stack.kill('SIGTERM')
      await eventually(
        () => family.filter(isAlive),
        (alive) => alive.length === 0,
      )
      expect(await stack.exited).toBe(0)
      const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}` })
      expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['cruddur-messages-dev'])
      await engine.end()
    },
    limitMs,
  )

  test(
    'has no web client with sls offline, and ends, and says why, when one of its parts does',
    async () => {
      const ports = await ownPorts()
      const stack = await startStack(ports)
      expect(await isFree(Number(ports.LOCAL_WEB_PORT))).toBe(true)
      expect(stack.printed()).not.toContain(`127.0.0.1:${ports.LOCAL_WEB_PORT}`)
      expect(stack.printed()).toMatch(/inboxes updated.*Cruddur Messages is ready/s) // what is said of the seed comes first
      process.kill(memberOf(stack.pid, 'dynoxide'), 'SIGKILL')
      const { code, stderr } = await stack.result()
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining('DynamoDB exited unexpectedly, so the stack stops'),
      ])
    },
    limitMs,
  )
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
    expect([code, stderr]).toEqual([0, expect.stringContaining('cruddur-messages-dev is there already')])
    await engine.end()
  },
  limitMs,
)

describe('a stack that cannot start says why and what to do, at once', () => {
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
    'when a setting is nonsense',
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
