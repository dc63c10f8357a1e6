import { expect, test } from '@jest/globals'
import { changes, decode, encode, type Fields, signs, without } from '../../steps/policies.ts'
import { aLocalBucket, formOf, posts, presignsPost, reads } from '../../steps/s3.ts'

const here = aLocalBucket()

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

test.each(Object.keys(refusals))('an upload with %s is refused, and stores nothing', async (name) => {
  const { file = 'a picture', change = (fields: Fields) => fields, error } = refusals[name] ?? { error: '' }
  const key = `pending/refused/${encodeURIComponent(name)}`
  const { url, fields } = await presignsPost(here, { key })
  const { status, code } = await posts(url, formOf(change(fields), file))
  expect(`${status} ${code}`).toBe(error)
  expect(await reads(here, key)).toBeUndefined()
})
