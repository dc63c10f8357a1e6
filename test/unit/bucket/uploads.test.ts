import { createHash, createHmac } from 'node:crypto'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, test } from '@jest/globals'
import { shiftClock } from '../../steps/clock.ts'
import {
  aLocalBucket,
  Bucket,
  clientOf,
  credentials,
  formOf,
  ofARole,
  posts,
  presignsPost,
  reads,
} from '../../steps/s3.ts'

const here = aLocalBucket()

type Fields = Record<string, string>
type Policy = { expiration?: string; conditions: unknown[] }

const decode = (policy = ''): Policy => JSON.parse(Buffer.from(policy, 'base64').toString())
const encode = (policy: unknown) =>
  Buffer.from(typeof policy === 'string' ? policy : JSON.stringify(policy)).toString('base64')

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** Signs a policy that the SDK would not make. */
const signs = (fields: Fields, policy: unknown): Fields => {
  const [, date = '', region = '', service = '', end = ''] = (fields['X-Amz-Credential'] ?? '').split('/')
  const key = [date, region, service, end].reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`)
  const Policy = encode(policy)
  return { ...fields, Policy, 'X-Amz-Signature': hmac(key, Policy).toString('hex') }
}

const changes = (fields: Fields, change: (policy: Policy) => unknown): Fields =>
  signs(fields, change(decode(fields.Policy)))

const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name))

test('stores what the policy allows, with the type of the form', async () => {
  const { url, fields } = await presignsPost(here, { key: 'pending/g/allowed' })
  const picture = 'x'.repeat(1000)
  const { status, headers } = await posts(url, formOf(fields, picture))
  const md5 = createHash('md5').update(picture).digest('hex')
  expect([status, headers.get('etag')]).toEqual([204, `"${md5}"`])
  const { ContentType, ContentLength } = await here.client.send(
    new GetObjectCommand({ Bucket, Key: 'pending/g/allowed' }),
  )
  expect([ContentType, ContentLength]).toEqual(['image/png', 1000])
})

test('a policy that a role has signed needs its session token', async () => {
  const client = clientOf(here.url, ofARole)
  const { url, fields } = await presignsPost(here, { client })
  expect((await posts(url, formOf(fields))).status).toBe(204)
  for (const token of ['', 'another'])
    expect((await posts(url, formOf({ ...fields, 'X-Amz-Security-Token': token }))).code).toBe('InvalidToken')
})

test('the form chooses the status of the response, if the policy allows it', async () => {
  const { url, fields } = await presignsPost(here)
  for (const [asked, status] of [
    ['200', 200],
    ['201', 201],
    ['204', 204],
    ['500', 204],
  ] as const) {
    const allowed = changes(fields, ({ conditions, ...rest }) => ({
      ...rest,
      conditions: [...conditions, ['starts-with', '$success_action_status', '']],
    }))
    expect((await posts(url, formOf({ ...allowed, success_action_status: asked }))).status).toBe(status)
  }
})

const refusals: Record<string, { file?: string; change?: (fields: Fields) => Fields; error: string }> = {
  'a file that is too long': { file: 'x'.repeat(1001), error: '400 EntityTooLarge' },
  'an empty file': { file: '', error: '400 EntityTooSmall' },
  'another type': {
    change: (fields) => ({ ...fields, 'Content-Type': 'text/html' }),
    error: '403 AccessDenied',
  },
  'no type': { change: (fields) => without(fields, 'Content-Type'), error: '403 AccessDenied' },
  'another key': { change: (fields) => ({ ...fields, key: 'attachments/g/a' }), error: '403 AccessDenied' },
  'a key that continues the allowed one': {
    change: (fields) => ({ ...fields, key: `${fields.key}/b` }),
    error: '403 AccessDenied',
  },
  'no key': { change: (fields) => without(fields, 'key'), error: '400 InvalidArgument' },
  'a field without a condition': {
    change: (fields) => ({ ...fields, 'Cache-Control': 'public' }),
    error: '403 AccessDenied',
  },
  'a redirect, which no condition allows': {
    change: (fields) => ({ ...fields, success_action_redirect: 'https://elsewhere.example' }),
    error: '403 AccessDenied',
  },
  'metadata without a condition': {
    change: (fields) => ({ ...fields, 'x-amz-meta-owner': 'me' }),
    error: '403 AccessDenied',
  },
  'another bucket in the form': {
    change: (fields) => ({ ...fields, bucket: 'another' }),
    error: '403 AccessDenied',
  },
  'a policy for another bucket': {
    change: (fields) =>
      changes(fields, ({ conditions, ...rest }) => ({
        ...rest,
        conditions: conditions
          .filter((one) => !(one as { bucket?: string }).bucket)
          .concat({ bucket: 'another' }),
      })),
    error: '403 AccessDenied',
  },
  'a policy that was changed': {
    change: (fields) => ({
      ...fields,
      Policy: encode({ ...decode(fields.Policy), expiration: '2099-01-01T00:00:00Z' }),
    }),
    error: '403 SignatureDoesNotMatch',
  },
  'a signature that was changed': {
    change: (fields) => ({
      ...fields,
      'X-Amz-Signature': (fields['X-Amz-Signature'] ?? '').replace(/^./, (digit) =>
        digit === '0' ? '1' : '0',
      ),
    }),
    error: '403 SignatureDoesNotMatch',
  },
  'a signature that is none': {
    change: (fields) => ({ ...fields, 'X-Amz-Signature': 'zz' }),
    error: '403 SignatureDoesNotMatch',
  },
  'no signature': { change: (fields) => without(fields, 'X-Amz-Signature'), error: '400 InvalidArgument' },
  'no policy': { change: (fields) => without(fields, 'Policy'), error: '403 AccessDenied' },
  'another algorithm': {
    change: (fields) => ({ ...fields, 'X-Amz-Algorithm': 'none' }),
    error: '400 InvalidArgument',
  },
  'the date of another day': {
    change: (fields) => ({ ...fields, 'X-Amz-Date': '20200101T000000Z' }),
    error: '400 InvalidArgument',
  },
  'a date that is none': {
    change: (fields) => ({ ...fields, 'X-Amz-Date': 'today' }),
    error: '400 InvalidArgument',
  },
  'an unknown access key': {
    change: (fields) => ({
      ...fields,
      'X-Amz-Credential': (fields['X-Amz-Credential'] ?? '').replace(/^[^/]+/, 'Nobody'),
    }),
    error: '403 InvalidAccessKeyId',
  },
  'a policy that is not JSON': { change: (fields) => signs(fields, '{'), error: '400 InvalidPolicyDocument' },
  'a policy that is null': { change: (fields) => signs(fields, null), error: '400 InvalidPolicyDocument' },
  'a policy without an expiration': {
    change: (fields) => changes(fields, ({ conditions }) => ({ conditions })),
    error: '400 InvalidPolicyDocument',
  },
  'a policy with an unknown condition': {
    change: (fields) =>
      changes(fields, ({ conditions, ...rest }) => ({
        ...rest,
        conditions: [...conditions, ['ends-with', '$key', 'a']],
      })),
    error: '400 InvalidPolicyDocument',
  },
  'a policy whose range is a text': {
    change: (fields) =>
      changes(fields, ({ conditions, ...rest }) => ({
        ...rest,
        conditions: [...conditions, ['content-length-range', 0, '1e9']],
      })),
    error: '400 InvalidPolicyDocument',
  },
  'a field that S3 has, but the local bucket has not': {
    change: (fields) =>
      changes({ ...fields, acl: 'public-read' }, ({ conditions, ...rest }) => ({
        ...rest,
        conditions: [...conditions, { acl: 'public-read' }],
      })),
    error: '501 NotImplemented',
  },
}

describe('refuses', () => {
  test.each(Object.keys(refusals))('%s, and stores nothing', async (name) => {
    const { file = 'a picture', change = (fields: Fields) => fields, error } = refusals[name] ?? { error: '' }
    const key = `pending/refused/${encodeURIComponent(name)}`
    const { url, fields } = await presignsPost(here, { key })
    const { status, code } = await posts(url, formOf(change(fields), file))
    expect(`${status} ${code}`).toBe(error)
    expect(await reads(here, key)).toBeUndefined()
  })

  test('a policy that has expired', async () => {
    const { url, fields } = await presignsPost(here, { key: 'pending/g/late' })
    shiftClock(599_000)
    expect((await posts(url, formOf(fields))).status).toBe(204)
    shiftClock(602_000)
    const { status, code, text } = await posts(url, formOf(fields, 'too late'))
    shiftClock(0)
    expect([status, code, text]).toEqual([403, 'AccessDenied', expect.stringContaining('Policy expired')])
    expect(await reads(here, 'pending/g/late')).toBe('a picture')
  })

  test('a policy of another secret or region', async () => {
    for (const [signer, code] of [
      [{ secretAccessKey: 'Guessed' }, 'SignatureDoesNotMatch'],
      [{ region: 'eu-west-1' }, 'InvalidArgument'],
    ] as const) {
      const { fields } = await presignsPost(here, { client: clientOf(here.url, signer) })
      expect((await posts(here.url, formOf(fields))).code).toBe(code)
    }
  })
})

test('an upload that is refused leaves the object of that key as it was', async () => {
  const { url, fields } = await presignsPost(here, { key: 'pending/g/twice' })
  await posts(url, formOf(fields, 'first'))
  expect((await posts(url, formOf(fields, 'x'.repeat(1001)))).code).toBe('EntityTooLarge')
  expect(await reads(here, 'pending/g/twice')).toBe('first')
  await posts(url, formOf(fields, 'second'))
  expect(await reads(here, 'pending/g/twice')).toBe('second')
})
