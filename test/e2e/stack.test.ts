import { request } from 'node:http'
import { DescribeTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { people } from '../../seed/people.ts'
import { cognitoAt } from '../steps/cognito.ts'
import * as given from '../steps/given.ts'
import { isFree } from '../steps/processes.ts'
import { runCommand } from '../steps/stack.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

const cognito = cognitoAt(process.env.E2E_COGNITO_URL ?? '')
const profileView = ({ uuid, handle, display_name }: (typeof people)[number]) => ({
  uuid,
  handle,
  display_name,
})

test('sls offline has no web client, and reports that it is up only after seeding', async () => {
  const { E2E_PRINTED: printed = '', LOCAL_WEB_PORT: port = '' } = process.env
  expect(await isFree(Number(port))).toBe(true)
  expect(printed).not.toContain(`127.0.0.1:${port}`)
  expect(printed).toMatch(/inboxes updated.*Cruddur Messages is ready/s)
})

describe('the demo people', () => {
  test.each(people)("$handle signs in through AWS's own client and is known to the API", async (person) => {
    const { AccessToken: token = '' } = await cognito.signIn(person.email)
    then.isAnswered(await calls('GET', '/api/users/me', { as: { token } }), {
      ...profileView(person),
      strangers: 'inbox',
    })
    then.isAnswered(await calls('GET', `/api/users/@${person.handle}/short`), profileView(person))
  })

  test('get a new access token for a refresh token', async () => {
    const { RefreshToken } = await cognito.signIn('bayko@cruddur.example')
    const { AccessToken: token = '' } = await cognito.renew(RefreshToken)
    expect((await calls('GET', '/api/users/me', { as: { token } })).body).toMatchObject({ handle: 'bayko' })
  })

  test('cannot sign in with another password, nor call with an ID token', async () => {
    await expect(cognito.signIn('bayko@cruddur.example', 'wrong')).rejects.toThrow()
    const { IdToken: token = '' } = await cognito.signIn('bayko@cruddur.example')
    then.isRefused(await calls('GET', '/api/users/me', { as: { token } }), 401, 'unauthorized')
  })
})

describe('a new user', () => {
  test('can sign up, confirm, be found under /short and call the API', async () => {
    const handle = given.aHandle()
    await cognito.signUp(`${handle}@example.org`, handle, 'Somebody New')
    const { body: profile } = await calls('GET', `/api/users/@${handle}/short`)
    expect(profile).toMatchObject({ handle, display_name: 'Somebody New' })
    const { AccessToken: token = '' } = await cognito.signIn(`${handle}@example.org`)
    then.isAnswered(await calls('GET', '/api/users/me', { as: { token } }), {
      ...profile,
      strangers: 'inbox',
    })
  })

  test('gets another handle if the requested one is taken', async () => {
    const email = `${given.aHandle()}@example.org`
    await cognito.signUp(email, 'bayko', 'The Other Bayko')
    const { AccessToken: token = '' } = await cognito.signIn(email)
    const { body: profile } = await calls('GET', '/api/users/me', { as: { token } })
    expect(profile).toMatchObject({
      handle: expect.stringMatching(/^bayko_\w{12}$/),
      display_name: 'The Other Bayko',
    })
    expect((await calls('GET', '/api/users/@bayko/short')).body.display_name).toBe('Andrew Bayko')
  })
})

describe('over HTTP', () => {
  const group = '30e9a362-3a85-54ef-9c58-494deaab4f68'
  const routes = [
    '/api/health-check',
    '/api/users/me',
    '/api/users/@bayko/short',
    '/api/message_groups',
    '/api/messages',
    `/api/messages/${group}`,
    `/api/message_groups/${group}/read`,
    '/nowhere',
  ]

  test.each(routes)('%s lets an allowed origin through its preflight, and echoes no other', async (path) => {
    const origin = 'https://admin.cruddur.example'
    const allowed = await calls('OPTIONS', path, {
      headers: { origin, 'access-control-request-method': 'GET' },
    })
    expect([Math.floor(allowed.status / 100), allowed.headers.get('access-control-allow-origin')]).toEqual([
      2,
      origin,
    ])
    for (const method of ['OPTIONS', 'GET']) {
      const foreign = await calls(method, path, { headers: { origin: 'https://evil.example' } })
      expect(foreign.headers.get('access-control-allow-origin')).toBe('https://cruddur.example')
    }
  })

  test('errors are arrays of codes', async () => {
    then.isRefused(await calls('GET', '/api/users/me'), 401, 'unauthorized')
    then.isRefused(await calls('GET', '/api/users/@nobody_at_all/short'), 404, 'user_not_found')
    then.isRefused(await calls('DELETE', '/api/unread'), 404, 'route_not_found')
    then.isRefused(await calls('GET', '/'), 404, 'route_not_found')
  })
})

describe('the ports that need no token', () => {
  const posts = (port: string | undefined, path: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path, method: 'POST', headers }
      request(options, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end('{}')
    })
  const simple = { 'content-type': 'text/plain' }
  const invoke = '/2015-03-31/functions/cruddur-messages-dev-answerOtherRoute/invocations'
  const push = '/@connections/nobody'

  test.each([
    ['a web page', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page on this machine', { origin: 'http://localhost:5173' }],
    ['a page whose name leads to this machine', { host: 'evil.example' }],
  ])('refuse %s', async (_, headers) => {
    expect(await posts(process.env.LOCAL_LAMBDA_PORT, invoke, { ...simple, ...headers })).toBe(403)
    expect(await posts(process.env.LOCAL_WEBSOCKET_PORT, push, { ...simple, ...headers })).toBe(403)
  })

  test.each(['127.0.0.1', 'localhost', '[::1]'])('serve programs that find them as %s', async (host) => {
    const headers = { ...simple, host: `${host}:3002` }
    expect(await posts(process.env.LOCAL_LAMBDA_PORT, invoke, headers)).toBe(200)
    expect(await posts(process.env.LOCAL_WEBSOCKET_PORT, push, headers)).toBe(410)
  })
})

describe('the table', () => {
  test("can be used with AWS's own client, and has its indexes and its stream", async () => {
    const client = new DynamoDBClient({})
    const { TableNames } = await client.send(new ListTablesCommand({}))
    expect(TableNames).toContain('cruddur-messages-dev')
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'cruddur-messages-dev' }))
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort()).toEqual([
      'list-index',
      'message-group-sk-index',
    ])
    expect(Table?.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: 'NEW_IMAGE' })
  })
})

describe('npm run --silent token', () => {
  const ofTheStack = { LOCAL_COGNITO_PORT: process.env.LOCAL_COGNITO_PORT ?? '' }

  test('prints an access token and nothing else', async () => {
    const { code, stdout } = await runCommand(
      ['npm', 'run', '--silent', 'token', '--', 'londo'],
      ofTheStack,
    ).result()
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)])
    const { body } = await calls('GET', '/api/users/me', { as: { token: stdout.trim() } })
    expect(body).toMatchObject({ handle: 'londo' })
  })

  test.each([
    ['nobody', ['nobody'], {}, /There is no demo user "nobody"\. Use one of: andrewbrown/],
    ['no handle', [], {}, /Missing argument: <handle>\. Example/],
    [
      'a stack that is down',
      ['bayko'],
      { LOCAL_COGNITO_PORT: '9' },
      /Can't reach Cognito at .*:9\. Start the stack with "npm start"/,
    ],
  ])('with %s prints an error and fails', async (_, handle, environment, words) => {
    const command = ['node', 'bin/cruddur.js', 'token', ...handle]
    const { code, stdout, stderr } = await runCommand(command, { ...ofTheStack, ...environment }).result()
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(words)])
  })
})
