import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DeleteItemCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startDynamodb } from '../../local/dynamodb.ts'
import { startServices } from '../../local/services.ts'
import { readSettings } from '../../local/settings.ts'
import { cognitoAt } from '../steps/cognito.ts'
import { freePort } from '../steps/freePort.ts'
import * as given from '../steps/given.ts'
import { eventually, findInTree, isAlive, isFree, isReached, processTree } from '../steps/processes.ts'
import { Bucket, clientOf as clientOfBucket } from '../steps/s3.ts'
import {
  killLeftovers,
  ownPorts,
  type Ports,
  type Running,
  runCommand,
  runUtility,
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

const filesOf = async ({ LOCAL_BUCKET_PORT }: Ports) => {
  const { Contents = [] } = await clientOfBucket(`http://127.0.0.1:${LOCAL_BUCKET_PORT}`).send(
    new ListObjectsV2Command({ Bucket }),
  )
  return Contents.map(({ Key, Size, ETag }) => [Key, Size, ETag])
}

const shortOf = async (handle: string, { LOCAL_HTTP_PORT }: Ports) =>
  (await fetch(`http://127.0.0.1:${LOCAL_HTTP_PORT}/api/users/@${handle}/short`)).json()

const TableName = 'cruddur-messages-dev'
const clientOf = (port: string) => new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}` })

const countItems = async (port: string, IndexName?: string) =>
  (await clientOf(port).send(new ScanCommand({ TableName, IndexName, Select: 'COUNT' }))).Count

/** Makes the users look as a version without the directory writes them. Returns the number of its entries. */
const removeFromDirectory = async (port: string) => {
  const client = clientOf(port)
  const { Items = [] } = await client.send(new ScanCommand({ TableName }))
  const entries = Items.filter(({ pk }) => pk?.S?.startsWith('DIR#'))
  for (const { pk, sk } of entries) {
    const Key = { pk: pk ?? { S: '' }, sk: sk ?? { S: '' } }
    await client.send(new DeleteItemCommand({ TableName, Key }))
  }
  return entries.length
}

/** Makes the memberships look as a version before list-index writes them. */
const removeFromLists = async (port: string) => {
  const client = clientOf(port)
  const { Items = [] } = await client.send(new ScanCommand({ TableName, IndexName: 'list-index' }))
  for (const { pk, sk } of Items) {
    const Key = { pk: pk ?? { S: '' }, sk: sk ?? { S: '' } }
    await client.send(new UpdateItemCommand({ TableName, Key, UpdateExpression: 'REMOVE list_key' }))
  }
  return Items.length
}

describe('npm start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-test-'))
  let ports: Ports
  let stack: Running
  const starts = () => startStack({ ...ports, LOCAL_DATA_DIR: folder }, ['npm', 'start'])
  const storedPushKey = () => JSON.parse(readFileSync(join(folder, 'push-keys.json'), 'utf8')).publicKey
  beforeAll(async () => {
    ports = await ownPorts()
    stack = await starts()
  }, limitMs)
  afterAll(() => rmSync(folder, { recursive: true }))

  test('serves the web client, configured with the addresses of the stack', async () => {
    const page = `http://127.0.0.1:${ports.LOCAL_WEB_PORT}`
    expect(stack.printed()).toContain(page)
    for (const path of ['messages/new/bayko', 'messages/new/%'])
      expect(await (await fetch(`${page}/${path}`)).text()).toContain('<div id="root">')
    expect((await fetch(`${page}/src/main.tsx`)).headers.get('content-type')).toContain('javascript')
    expect(await openElsewhere(ports)).toEqual([])
    const config = (await (await fetch(`${page}/config.json`)).json()) as { apiUrl: string }
    expect(config).toEqual({
      apiUrl: `http://127.0.0.1:${ports.LOCAL_HTTP_PORT}`,
      webSocketUrl: `ws://127.0.0.1:${ports.LOCAL_WEBSOCKET_PORT}`,
      attachmentsUrl: `http://127.0.0.1:${ports.LOCAL_BUCKET_PORT}/attachments`,
      cognitoUrl: `http://127.0.0.1:${ports.LOCAL_COGNITO_PORT}/`,
      userPoolId: 'us-east-1_Local',
      clientId: 'local-web-client',
      signIn: 'password',
      pushKey: storedPushKey(),
    })
    const answer = await fetch(`${config.apiUrl}/api/health-check`, { headers: { origin: page } })
    expect(answer.headers.get('access-control-allow-origin')).toBe(page)
  })

  test('keeps updating inboxes after its table was dropped, created again and seeded', async () => {
    const run = (...words: string[]) => runUtility(ports, ...words)
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
    expect(shown[0]).toMatchObject({ handle: 'bayko', unread_count: 2 })
    expect((await run('ddb:rebuild-inbox', '--dry-run')).stdout).toBe('')
  })

  test(
    'keeps its data in LOCAL_DATA_DIR through kill -9, upgrades that of an earlier version, and does not seed again',
    async () => {
      const handle = given.aHandle()
      const cognito = cognitoAt(`http://127.0.0.1:${ports.LOCAL_COGNITO_PORT}`)
      await cognito.signUp(`${handle}@example.org`, handle, 'Survivor')
      const profile = await shortOf(handle, ports)
      const items = await countItems(ports.LOCAL_DYNAMODB_PORT)
      const files = await filesOf(ports)
      const pushKey = storedPushKey()
      expect(files.length).toBeGreaterThan(0)
      const memberships = await removeFromLists(ports.LOCAL_DYNAMODB_PORT)
      expect(memberships).toBeGreaterThan(0)
      expect(await removeFromDirectory(ports.LOCAL_DYNAMODB_PORT)).toBeGreaterThan(0)
      await leavesNothing(stack, ports, () => stack.kill('SIGKILL'))

      stack = await starts()
      expect(await shortOf(handle, ports)).toEqual(profile)
      expect(await cognito.signIn(`${handle}@example.org`)).toMatchObject({ AccessToken: expect.any(String) })
      expect(await countItems(ports.LOCAL_DYNAMODB_PORT)).toBe(items)
      expect(await filesOf(ports)).toEqual(files)
      expect(storedPushKey()).toBe(pushKey)
      expect(await countItems(ports.LOCAL_DYNAMODB_PORT, 'list-index')).toBe(memberships)
    },
    limitMs,
  )

  test('ends on Ctrl+C', () => leavesNothing(stack, ports, () => stack.interruptGroup()))
})

describe('the services of a stack', () => {
  const program = `
    const [{ startServices }, { readSettings }] = await Promise.all([import('./local/services.ts'), import('./local/settings.ts')])
    await startServices(readSettings(), [], '')
    console.log('started')
    setInterval(() => {}, 1000)`
  const starts = async () => {
    const ports = await ownPorts()
    const services = runCommand(['node', '--input-type=module', '-e', program], ports)
    await services.prints('started')
    return { services, ports }
  }

  test('stop it with a message when one of them ends', async () => {
    const { services } = await starts()
    process.kill(findInTree(services.pid, 'dynoxide'), 'SIGKILL')
    const { code, stderr } = await services.result()
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('DynamoDB exited unexpectedly, so the stack stops'),
    ])
  })

  test('end with it on SIGKILL', async () => {
    const { services, ports } = await starts()
    await leavesNothing(services, ports, () => services.kill('SIGKILL'))
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
    const { stderr } = await runUtility(environment, 'ddb:schema-load')
    expect(stderr).toContain('cruddur-messages-dev already exists')
    await engine.end()
  },
  limitMs,
)

describe('a stack that cannot start says why', () => {
  test('when a port is taken', async () => {
    const ports = await ownPorts()
    const port = Number(ports.LOCAL_COGNITO_PORT)
    const squatter = createServer()
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve))
    await expect(startServices(readSettings(ports), [], '')).rejects.toThrow(
      `Port ${port} (Cognito) is in use. Set LOCAL_COGNITO_PORT to use another port.`,
    )
    squatter.close()
  })

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
