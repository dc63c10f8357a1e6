import { request } from 'node:http'
import { expect, test } from '@jest/globals'
import {
  aLocalBucket,
  formOf,
  origin,
  posts,
  presignsGet,
  presignsPost,
  reads,
  sends,
  uploads,
} from '../../steps/s3.ts'

const here = aLocalBucket()
const elsewhere = [
  'https://elsewhere.example',
  'null',
  `${origin}.elsewhere.example`,
  'http://cruddur.example',
]

const corsOf = (headers: Headers) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')))

test('pages of the allowed origins can upload and read', async () => {
  const { url, fields } = await presignsPost(here, { key: 'pending/cors' })
  for (const from of [origin, 'https://admin.cruddur.example']) {
    const allowed = { 'access-control-allow-origin': from, 'access-control-allow-methods': 'GET, POST' }
    const posted = await posts(url, formOf(fields), { origin: from })
    expect([posted.status, corsOf(posted.headers)]).toEqual([204, expect.objectContaining(allowed)])
    const refused = await posts(url, formOf(fields, 'x'.repeat(1001)), { origin: from })
    expect([refused.code, corsOf(refused.headers)]).toEqual([
      'EntityTooLarge',
      expect.objectContaining(allowed),
    ])
    const read = await sends(await presignsGet(here.client, 'pending/cors'), { headers: { origin: from } })
    expect([read.text, corsOf(read.headers)]).toEqual(['a picture', expect.objectContaining(allowed)])
    expect(read.headers.get('vary')).toContain('Origin')
  }
})

test.each(elsewhere)('a page of %s is refused, even with a valid signature', async (from) => {
  await uploads(here, 'pending/elsewhere', 'a picture')
  const { url, fields } = await presignsPost(here, { key: 'pending/elsewhere' })
  for (const { status, headers, text } of [
    await sends(await presignsGet(here.client, 'pending/elsewhere'), { headers: { origin: from } }),
    await posts(url, formOf(fields, 'another picture'), { origin: from }),
  ])
    expect([status, corsOf(headers), text.includes('a picture')]).toEqual([403, {}, false])
  expect(await reads(here, 'pending/elsewhere')).toBe('a picture')
})

const preflights = (from: string | undefined, method: string | undefined, requested?: string) =>
  sends(`${here.url}/any`, {
    method: 'OPTIONS',
    headers: {
      ...(from ? { origin: from } : {}),
      ...(method ? { 'access-control-request-method': method } : {}),
      ...(requested ? { 'access-control-request-headers': requested } : {}),
    },
  })

test('a preflight is answered for the allowed origins and methods only', async () => {
  for (const method of ['GET', 'POST']) {
    const { status, headers } = await preflights(origin, method)
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, origin])
    expect(headers.get('access-control-max-age')).toBe('3600')
  }
  const refused = [
    ...elsewhere.map((from) => [from, 'POST'] as const),
    ...['PUT', 'DELETE'].map((method) => [origin, method] as const),
    [origin, 'POST', 'authorization'] as const,
  ]
  for (const [from, method, requested] of refused) {
    const { status, code, headers } = await preflights(from, method, requested)
    expect([status, code, corsOf(headers)]).toEqual([403, 'AccessForbidden', {}])
  }
  for (const [from, method] of [[undefined, 'POST'] as const, [origin, undefined] as const])
    expect((await preflights(from, method)).code).toBe('InvalidRequest')
})

/** A request that names another host, as a browser sends it to a domain that resolves to this machine. */
const asksAs = (host: string, url: string, method = 'GET') =>
  new Promise<number | undefined>((resolve, reject) => {
    const asking = request(url, { method, headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    asking.on('error', reject)
    asking.end()
  })

test('requests for another host are refused', async () => {
  await uploads(here, 'pending/host', 'a picture')
  const url = await presignsGet(here.client, 'pending/host')
  expect(await asksAs(new URL(url).host, url)).toBe(200)
  for (const host of [
    'elsewhere.example',
    `elsewhere.example:${new URL(url).port}`,
    '127.0.0.1.elsewhere.example',
  ])
    expect([host, await asksAs(host, url)]).toEqual([host, 403])
  expect(await asksAs('elsewhere.example', url, 'OPTIONS')).toBe(403)
})
