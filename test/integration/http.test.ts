import { describe, expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import * as then from '../steps/then.ts'
import { badAuthorizations, tokenFor } from '../steps/tokens.ts'
import { calls } from '../steps/when.ts'

const { keyFetches } = given.anEngine({ hasStream: false })

describe('GET /api/health-check', () => {
  test('answers without a table', async () => {
    const table = process.env.TABLE_NAME
    delete process.env.TABLE_NAME
    then.isAnswered(await calls('GET', '/api/health-check'), { success: true, ver: 1 })
    process.env.TABLE_NAME = table
  })
})

describe('GET /api/users/me', () => {
  test('answers who I am', async () => {
    const { uuid, handle, displayName, ...me } = await given.aUser()
    then.isAnswered(await calls('GET', '/api/users/me', { as: me }), {
      uuid,
      handle,
      display_name: displayName,
      strangers: 'inbox',
    })
  })

  test('a valid token of a user without a profile is 403 user_unknown', async () => {
    then.isRefused(
      await calls('GET', '/api/users/me', { as: { token: tokenFor('nobody') } }),
      403,
      'user_unknown',
    )
  })

  test.each(badAuthorizations('a-sub').map(([name]) => name))('%s is 401 unauthorized', async (name) => {
    const me = await given.aUser()
    const [, authorization] = badAuthorizations(me.cognitoUserId).find(([one]) => one === name) ?? []
    const answer = await calls('GET', '/api/users/me', {
      headers: authorization === undefined ? {} : { authorization },
    })
    then.isRefused(answer, 401, 'unauthorized')
  })

  test('the keys of the pool are fetched once for many requests', async () => {
    const me = await given.aUser()
    await calls('GET', '/api/users/me', { as: me })
    const before = keyFetches()
    await Promise.all(Array.from({ length: 10 }, () => calls('GET', '/api/users/me', { as: me })))
    expect(keyFetches()).toBe(before)
  })
})

describe('GET /api/users/@{handle}/short', () => {
  test('returns every user without a token, in any case of the handle', async () => {
    const { uuid, handle, displayName } = await given.aUser()
    const profile = { uuid, handle, display_name: displayName }
    then.isAnswered(await calls('GET', `/api/users/@${handle}/short`), profile)
    then.isAnswered(await calls('GET', `/api/users/%40${handle.toUpperCase()}/short`), profile)
  })

  test.each(['@nobody_here', '@not-a-handle', '@', '@%F0%9F%9A%80', `@${'x'.repeat(3000)}`])(
    '%s is 404 user_not_found',
    async (handle) => {
      then.isRefused(await calls('GET', `/api/users/${handle}/short`), 404, 'user_not_found')
    },
  )

  test('without the @ is route_not_found', async () => {
    const { handle } = await given.aUser()
    then.isRefused(await calls('GET', `/api/users/${handle}/short`), 404, 'route_not_found')
  })
})

describe('every response', () => {
  test.each([
    ['GET', '/'],
    ['GET', '/api'],
    ['DELETE', '/api/health-check'],
    ['POST', '/api/users/me'],
    ['GET', '/api/health-check/x'],
  ])('%s %s is 404 route_not_found', async (method, path) => {
    then.isRefused(await calls(method, path), 404, 'route_not_found')
  })

  test('has a request id and the security headers, errors included', async () => {
    for (const path of ['/api/health-check', '/api/users/me', '/nowhere']) {
      const { headers } = await calls('GET', path)
      expect(headers.get('x-request-id')).toMatch(/\S/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/)
      expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/)
    }
  })
})

describe('a browser', () => {
  const routes = ['/api/health-check', '/api/users/me', '/api/users/@someone/short', '/nowhere']

  test.each(routes)('of an allowed origin passes the preflight of %s', async (path) => {
    const origin = 'https://admin.cruddur.example'
    const { status, headers } = await calls('OPTIONS', path, { headers: { origin } })
    expect(Math.floor(status / 100)).toBe(2)
    expect(headers.get('access-control-allow-origin')).toBe(origin)
    expect(headers.get('access-control-allow-methods')).toBe('GET,POST,PUT,PATCH,DELETE')
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type,idempotency-key')
  })

  test.each(routes)('of a foreign origin never sees itself at %s', async (path) => {
    const origin = 'https://evil.example'
    for (const method of ['OPTIONS', 'GET']) {
      const { headers } = await calls(method, path, { headers: { origin } })
      expect(headers.get('access-control-allow-origin')).not.toBe(origin)
      expect(headers.get('vary')).toBe('origin')
    }
  })

  test('can read Link, Retry-After, the request id and the field of an error', async () => {
    const { headers } = await calls('GET', '/api/users/me', {
      headers: { origin: 'https://cruddur.example' },
    })
    expect(headers.get('access-control-expose-headers')).toBe('link,retry-after,x-request-id,x-error-field')
  })
})
