import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { deletes, edits, reacts, unreacts } from '../steps/messageChanges.ts'
import { eventually } from '../steps/processes.ts'
import { handlerOf, live, opens, theGateway } from '../steps/sockets.ts'
import { newIn } from '../steps/stream.ts'
import * as then from '../steps/then.ts'
import { badAuthorizations } from '../steps/tokens.ts'
import { calls } from '../steps/when.ts'

given.anEngine()
live()

const stdout = () => {
  const lines: string[] = []
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
  return { text: () => lines.join(''), records: () => lines.map((line) => JSON.parse(line)) }
}

describe('the log', () => {
  let written: ReturnType<typeof stdout>
  beforeEach(() => {
    process.env.LOG_LEVEL = 'info'
    written = stdout()
  })
  afterEach(() => {
    process.env.LOG_LEVEL = 'silent'
    jest.restoreAllMocks()
  })

  test('has one line per request, with its id, route, status and user, and no token', async () => {
    const me = await given.aUser()
    const { headers } = await calls('GET', '/api/users/me', { as: me })
    expect(written.records()).toEqual([
      expect.objectContaining({
        level: 'info',
        message: 'request',
        request_id: headers.get('x-request-id'),
        route: 'GET /api/users/me',
        status: 200,
        user_uuid: me.uuid,
      }),
    ])
    expect(written.text()).not.toContain(me.token)
  })

  test('has an unexpected error once, and the caller gets only the request id', async () => {
    const table = process.env.TABLE_NAME
    process.env.TABLE_NAME = 'no-such-table'
    const answer = await calls('GET', '/api/users/@somebody/short')
    process.env.TABLE_NAME = table
    then.isRefused(answer, 500, 'internal_error')
    expect(written.records()).toEqual([
      expect.objectContaining({
        level: 'error',
        status: 500,
        request_id: answer.headers.get('x-request-id'),
        error: 'ResourceNotFoundException',
        stack: expect.stringContaining('users.ts'),
      }),
    ])
  })

  test("has an error if the pool's keys are unavailable, and signs nobody out", async () => {
    const uri = process.env.COGNITO_JWKS_URI
    process.env.COGNITO_JWKS_URI = 'http://127.0.0.1:9/jwks.json'
    const [, authorization = ''] =
      badAuthorizations('a-sub').find(([name]) => name.includes('unknown key')) ?? []
    const answer = await calls('GET', '/api/users/me', { headers: { authorization } })
    process.env.COGNITO_JWKS_URI = uri
    then.isRefused(answer, 500, 'internal_error')
    expect(written.text()).not.toContain(authorization.slice('Bearer '.length))
  })

  test('traces a message by its uuid from the request to inboxes and sockets, with durations', async () => {
    const { me, other, uuid } = await given.aGroupAtRest()
    const socket = await opens(other)
    const body = { message: 'nobody reads this in a log', message_group_uuid: uuid }
    const { body: sent } = await calls('POST', '/api/messages', { as: me, body })
    await socket.receives({ message: expect.objectContaining({ uuid: sent.uuid }) })
    const updateInbox = await handlerOf('updateInbox')
    await updateInbox({ Records: await newIn([uuid], 1) })
    const about = await eventually(
      () => written.records().filter((line) => JSON.stringify(line).includes(sent.uuid)),
      ({ length }) => length >= 3, // the frame arrives shortly before its log line
    )
    await socket.close()

    const inTime = { message_uuids: expect.arrayContaining([sent.uuid]), lag_ms: expect.any(Number) }
    expect(about).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          message: 'request',
          status: 200,
          message_uuid: sent.uuid,
          user_uuid: me.uuid,
        }),
        expect.objectContaining({ message: 'messages pushed', sockets: 1, ...inTime }),
        expect.objectContaining({ message: 'inboxes updated', ...inTime }),
      ]),
    )
    expect(written.text()).not.toContain(body.message)
  })

  test('traces changes of a message by its uuid, without texts and emoji', async () => {
    const { me, uuid, messageUuid } = await given.aGroup()
    const said = { uuid: messageUuid, message_group_uuid: uuid }
    await edits(me, said, 'nobody reads this either')
    await reacts(me, said, '🦩')
    await unreacts(me, said)
    await deletes(me, said)
    const requests = written.records().filter(({ message_uuid }) => message_uuid === messageUuid)
    const methods = requests.map(({ route }) => route.split(' ')[0])
    expect(methods).toEqual(['POST', 'PATCH', 'PUT', 'DELETE', 'DELETE'])
    expect(written.text()).not.toMatch(/nobody reads|🦩/u)
  })

  test('traces a socket from opening to end, without its token and texts', async () => {
    const { me, other, uuid } = await given.aGroup()
    const socket = await opens(me)
    const stuck = await opens(other)
    theGateway().fail(stuck.connectionId ?? '', 403)
    await socket.sends({ action: 'shout' })
    const body = { message: 'for your eyes only', message_group_uuid: uuid }
    await calls('POST', '/api/messages', { as: me, body })
    await eventually(stuck.isClosed, Boolean)
    await socket.close()

    const ofSockets = written.records().filter(({ connection_id }) => connection_id)
    const { connectionId: connection_id } = socket
    expect(ofSockets.filter((one) => one.connection_id === connection_id)).toEqual([
      expect.objectContaining({ message: 'socket opened', user_uuid: me.uuid }),
      expect.objectContaining({ message: 'frame', code: 'action_unknown', user_uuid: me.uuid }),
      expect.objectContaining({ message: 'socket closed', user_uuid: me.uuid }),
    ])
    expect(ofSockets).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'push failed', user_uuid: other.uuid }),
    )
    for (const secret of [me.token, other.token, body.message]) expect(written.text()).not.toContain(secret)
  })
})
