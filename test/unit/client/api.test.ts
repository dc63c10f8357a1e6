import { describe, expect, test } from '@jest/globals'
import { createMessenger } from '../../../client/messenger.ts'
import { createPublicApi } from '../../../client/publicApi.ts'
import { apiUrl } from '../../steps/modelDevice.ts'
import { aWorld } from '../../steps/modelWorld.ts'

/* Calls of the API, with responses that only this test makes. */

type Answer = { status?: number; body?: string; headers?: Record<string, string> }

const anApi = (answer: Answer | 'never') => {
  const world = aWorld()
  const requests: { url: string; init: RequestInit }[] = []
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    requests.push({ url, init })
    if (answer !== 'never') {
      const { status = 200, body = '{}', headers = {} } = answer
      return new Response(body, { status, headers })
    }
    return new Promise((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason))
    })
  }
  const { api } = createMessenger({
    ...world.device.openTab().platform,
    fetch: fetch as typeof globalThis.fetch,
    apiUrl,
    userId: world.ben.cognitoUserId,
    getToken: async () => world.network.issueToken(world.ben),
  })
  return { ...world, api, requests }
}

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error,
  )

const path = { message_group_uuid: 'a group' }

describe('a call', () => {
  test('has the parameters, the body, the key and the token', async () => {
    const { api, requests } = anApi({})
    await api('GET /api/messages/{message_group_uuid}', { path, query: { limit: 5, around: 'x&y' } })
    await api('POST /api/messages', { key: 'a key', body: { message: 'Hi', handle: 'ann' } })
    const [get, post] = requests
    expect(get?.url).toBe(`${apiUrl}/api/messages/a%20group?limit=5&around=x%26y`)
    expect(get?.init.headers).toMatchObject({ authorization: expect.stringMatching(/^Bearer ey/) })
    expect([post?.url, post?.init.method, post?.init.body]).toEqual([
      `${apiUrl}/api/messages`,
      'POST',
      '{"message":"Hi","handle":"ann"}',
    ])
    expect(post?.init.headers).toMatchObject({
      'idempotency-key': 'a key',
      'content-type': 'application/json',
    })
  })

  test('of a public route has no token', async () => {
    const { api, requests } = anApi({})
    await api('GET /api/users/@{handle}/short', { path: { handle: 'ann' } })
    expect(requests[0]?.init.headers).toEqual({})
  })

  test('returns the links of the response, which can be followed', async () => {
    const link = '</api/messages/g?limit=5&before=p>; rel="next", </api/messages/g?since=q>; rel="since"'
    const { api, requests } = anApi({ body: '[]', headers: { link } })
    const { links } = await api('GET /api/messages/{message_group_uuid}', { path })
    expect(links).toEqual({
      next: `${apiUrl}/api/messages/g?limit=5&before=p`,
      since: `${apiUrl}/api/messages/g?since=q`,
    })
    await api('GET /api/messages/{message_group_uuid}', { link: links.next ?? '' })
    expect(requests[1]?.url).toBe(links.next)
  })

  test('does not follow a link to another host, which would get the token', async () => {
    const { api, requests } = anApi({})
    const link = 'https://evil.example/api/messages/g'
    const error = await errorOf(api('GET /api/messages/{message_group_uuid}', { link }))
    expect([error.code, requests]).toEqual(['unreachable', []])
  })
})

describe('a call that fails', () => {
  test.each<[string, Answer, string, number, boolean]>([
    ['the code of the API', { status: 404, body: '["user_not_found"]' }, 'user_not_found', 404, false],
    ['an answer of the gateway', { status: 503, body: '{"message":"x"}' }, 'internal_error', 503, true],
    ['throttling by the gateway', { status: 429, body: '{"message":"x"}' }, 'too_many_requests', 429, true],
    ['the page of a captive portal', { body: '<h1>Welcome to our Wi-Fi</h1>' }, 'unreachable', 0, true],
    ['the page of a proxy', { status: 502, body: '<h1>Bad gateway</h1>' }, 'unreachable', 0, true],
  ])(
    'with %s has a code, a status, and whether a retry may help',
    async (_, answer, code, status, isRetryable) => {
      const error = await errorOf(anApi(answer).api('GET /api/users/me'))
      expect([error.code, error.status, error.isRetryable]).toEqual([code, status, isRetryable])
    },
  )

  test('has the waiting time and the id of the request, if the server sends them', async () => {
    const headers = { 'retry-after': '30', 'x-request-id': 'r-1' }
    const error = await errorOf(
      anApi({ status: 429, body: '["too_many_requests"]', headers }).api('GET /api/users/me'),
    )
    expect([error.retryAfterMs, error.requestId]).toEqual([30_000, 'r-1'])
  })

  test('is given up after 20 seconds without a response', async () => {
    const { api, requests, resolves, time } = anApi('never')
    const before = time.now()
    const error = await resolves(errorOf(api('GET /api/users/me')))
    expect([error.code, time.now() - before]).toEqual(['unreachable', 20_000])
    expect(requests[0]?.init.signal?.aborted).toBe(true)
  })

  test('because the caller has aborted it rejects with the reason', async () => {
    const { api, resolves, passes } = anApi('never')
    const aborter = new AbortController()
    const result = errorOf(api('GET /api/users/me', {}, { signal: aborter.signal }))
    await passes(1000)
    aborter.abort(new Error('no longer needed'))
    expect((await resolves(result)).message).toBe('no longer needed')
  })
})

test('without a user, public routes are called without a token, and other routes reject without a request', async () => {
  const requests: { url: string; headers: unknown }[] = []
  const api = createPublicApi({
    apiUrl,
    fetch: (async (url: string, { headers }: RequestInit) => {
      requests.push({ url, headers })
      return new Response('{"handle":"bayko"}')
    }) as typeof globalThis.fetch,
  })
  const { body } = await api('GET /api/users/@{handle}/short', { path: { handle: 'bayko' } })
  expect(body).toEqual({ handle: 'bayko' })
  await expect(api('GET /api/users/me')).rejects.toMatchObject({ code: 'unauthorized', status: 401 })
  expect(requests).toEqual([{ url: `${apiUrl}/api/users/@bayko/short`, headers: {} }])
})
