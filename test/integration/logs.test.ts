import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import * as then from '../steps/then.ts'
import { badAuthorizations } from '../steps/tokens.ts'
import { calls } from '../steps/when.ts'

given.anEngine()

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

  test('has one line a request, with its id, route, status and person, and no token', async () => {
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

  test('tells of an unforeseen error once, and the caller only its request id', async () => {
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

  test('that the keys of the pool cannot be had is our error, and signs nobody out', async () => {
    const uri = process.env.COGNITO_JWKS_URI
    process.env.COGNITO_JWKS_URI = 'http://127.0.0.1:9/jwks.json'
    const [, authorization = ''] =
      badAuthorizations('a-sub').find(([name]) => name.includes('nobody knows')) ?? []
    const answer = await calls('GET', '/api/users/me', { headers: { authorization } })
    process.env.COGNITO_JWKS_URI = uri
    then.isRefused(answer, 500, 'internal_error')
    expect(written.text()).not.toContain(authorization.slice('Bearer '.length))
  })
})
