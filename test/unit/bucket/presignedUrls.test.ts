import { beforeAll, describe, expect, test } from '@jest/globals'
import { shiftClock } from '../../steps/clock.ts'
import { aLocalBucket, clientOf, ofARole, presignsGet, sends, uploads } from '../../steps/s3.ts'

const here = aLocalBucket()
const key = "attachments/g/ü é/1+2='3'"

beforeAll(() => uploads(here, key, 'a picture'))

const inMinutes = async <T>(minutes: number, work: () => Promise<T>): Promise<T> => {
  shiftClock(minutes * 60_000)
  try {
    return await work()
  } finally {
    shiftClock(0)
  }
}

/** Changes a parameter of a URL, or removes it. */
const withParameter = (url: string, name: string, change: (value: string) => string | undefined): string => {
  const changed = new URL(url)
  const value = change(changed.searchParams.get(name) ?? '')
  if (value === undefined) changed.searchParams.delete(name)
  else changed.searchParams.set(name, value)
  changed.search = changed.search.replaceAll('+', '%20')
  return changed.href
}

const differs = (hex: string) => hex.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))

describe('a presigned URL', () => {
  test('reads its object, again and again, for as long as it says', async () => {
    const url = await presignsGet(here.client, key, 900)
    for (const minutes of [-14, 0, 14.9]) {
      const { status, text } = await inMinutes(minutes, () => sends(url))
      expect([minutes, status, text]).toEqual([minutes, 200, 'a picture'])
    }
    for (const minutes of [-16, 15.1]) {
      const { status, code, text } = await inMinutes(minutes, () => sends(url))
      expect([minutes, status, code, text]).toEqual([
        minutes,
        403,
        'AccessDenied',
        expect.stringMatching(minutes > 0 ? 'has expired' : 'not yet valid'),
      ])
    }
  })

  test('of a role works with its session token only', async () => {
    const url = await presignsGet(clientOf(here.url, ofARole), key)
    expect((await sends(url)).status).toBe(200)
    for (const token of ['another', undefined])
      expect((await sends(withParameter(url, 'X-Amz-Security-Token', () => token))).code).toBe('InvalidToken')
  })

  const tampered: Record<string, [change: (url: string) => string, code: string]> = {
    'another key': [(url) => url.replace('1%2B2', '1%2B3'), 'SignatureDoesNotMatch'],
    'a longer life': [(url) => withParameter(url, 'X-Amz-Expires', () => '604800'), 'SignatureDoesNotMatch'],
    'another signature': [(url) => withParameter(url, 'X-Amz-Signature', differs), 'SignatureDoesNotMatch'],
    'a signature that is too short': [
      (url) => withParameter(url, 'X-Amz-Signature', (value) => value.slice(0, 62)),
      'SignatureDoesNotMatch',
    ],
    'another parameter': [(url) => `${url}&response-content-type=text/html`, 'SignatureDoesNotMatch'],
    'a parameter twice': [(url) => `${url}&X-Amz-Expires=900`, 'InvalidArgument'],
    'another date': [
      (url) =>
        withParameter(url, 'X-Amz-Date', (date) =>
          date.replace(/.Z$/, (end) => (end === '0Z' ? '1Z' : '0Z')),
        ),
      'SignatureDoesNotMatch',
    ],
    'the date of another day': [
      (url) => withParameter(url, 'X-Amz-Date', () => '20200101T000000Z'),
      'AccessDenied',
    ],
    'no date': [
      (url) => withParameter(url, 'X-Amz-Date', () => undefined),
      'AuthorizationQueryParametersError',
    ],
    'a date that is none': [(url) => withParameter(url, 'X-Amz-Date', () => 'now'), 'AccessDenied'],
    'no expiry': [
      (url) => withParameter(url, 'X-Amz-Expires', () => undefined),
      'AuthorizationQueryParametersError',
    ],
    'an expiry of more than a week': [
      (url) => withParameter(url, 'X-Amz-Expires', () => '604801'),
      'AuthorizationQueryParametersError',
    ],
    'a negative expiry': [
      (url) => withParameter(url, 'X-Amz-Expires', () => '-1'),
      'AuthorizationQueryParametersError',
    ],
    'no signature': [
      (url) => withParameter(url, 'X-Amz-Signature', () => undefined),
      'AuthorizationQueryParametersError',
    ],
    'no algorithm': [
      (url) => withParameter(url, 'X-Amz-Algorithm', () => 'none'),
      'AuthorizationQueryParametersError',
    ],
    'headers that are not signed': [
      (url) => withParameter(url, 'X-Amz-SignedHeaders', () => 'range'),
      'AccessDenied',
    ],
    'another service': [
      (url) => withParameter(url, 'X-Amz-Credential', (value) => value.replace('/s3/', '/sqs/')),
      'AuthorizationQueryParametersError',
    ],
    'another access key': [
      (url) => withParameter(url, 'X-Amz-Credential', (value) => value.replace(/^[^/]+/, 'Nobody')),
      'InvalidAccessKeyId',
    ],
    'no parameter at all': [(url) => url.replace(/\?.*/, ''), 'AccessDenied'],
    'a path that is not encoded text': [(url) => url.replace('/g/', '/%FF/'), 'InvalidURI'],
    'a parameter that is not encoded text': [(url) => `${url}&a=%FF`, 'InvalidURI'],
  }
  test.each(Object.keys(tampered))('is refused with %s', async (name) => {
    const [change, code] = tampered[name] ?? [(url: string) => url, '']
    const url = await presignsGet(here.client, key)
    expect((await sends(url)).status).toBe(200)
    const changed = change(url)
    expect(changed).not.toBe(url)
    const answer = await sends(changed)
    expect([answer.code, answer.text.includes('a picture')]).toEqual([code, false])
  })

  test('is refused for another method, and with a header of S3 that is not signed', async () => {
    const url = await presignsGet(here.client, key)
    for (const method of ['DELETE', 'PUT', 'HEAD']) expect((await sends(url, { method })).status).toBe(403)
    expect((await sends(url, { headers: { 'x-amz-meta-a': '1' } })).code).toBe('AccessDenied')
    expect((await sends(url, { headers: { authorization: 'AWS4-HMAC-SHA256 a' } })).code).toBe(
      'InvalidArgument',
    )
  })

  test('of another secret or region is refused', async () => {
    const codes: [Parameters<typeof clientOf>[1], string][] = [
      [{ secretAccessKey: 'Guessed' }, 'SignatureDoesNotMatch'],
      [{ region: 'eu-west-1' }, 'AuthorizationQueryParametersError'],
      [{ sessionToken: 'invented' }, 'InvalidToken'],
    ]
    for (const [signer, code] of codes)
      expect((await sends(await presignsGet(clientOf(here.url, signer), key))).code).toBe(code)
  })
})
