import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { describe, expect, test } from '@jest/globals'
import {
  aLocalBucket,
  Bucket,
  credentials,
  failureOf,
  ofARole,
  origin,
  reads,
  sends,
} from '../../steps/s3.ts'

const here = aLocalBucket()

/** The SDK without checksums, which the functions do not send. */
const clientOf = (signer: Partial<typeof ofARole> & { region?: string } = {}) => {
  const { region = 'us-east-1', ...others } = signer
  return new S3Client({
    endpoint: new URL(here.url).origin,
    forcePathStyle: true,
    region,
    credentials: { ...credentials, ...others },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    maxAttempts: 1,
  })
}

const puts = (Key: string, Body: string | Uint8Array, client = clientOf(), more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))

const presignsPut = (Key: string) => getSignedUrl(clientOf(), new PutObjectCommand({ Bucket, Key }))

const md5 = (content: string) => `"${createHash('md5').update(content).digest('hex')}"`

describe('PutObject', () => {
  test('stores the bytes with their headers', async () => {
    const headers = {
      ContentType: 'application/zip',
      ContentDisposition: 'attachment; filename="cruddur.zip"',
      CacheControl: 'private, no-store',
    }
    const { ETag } = await puts('exports/u/e/1', 'an archive', clientOf(), headers)
    expect(ETag).toBe(md5('an archive'))
    const { Body, ...stored } = await here.client.send(new GetObjectCommand({ Bucket, Key: 'exports/u/e/1' }))
    expect(await Body?.transformToString()).toBe('an archive')
    expect(stored).toMatchObject({ ...headers, ETag, ContentLength: 10 })
  })

  test('replaces an object as a whole, also by an empty one', async () => {
    await puts('exports/u/e/2', 'first', clientOf(), { ContentType: 'text/plain', CacheControl: 'no-store' })
    await puts('exports/u/e/2', new Uint8Array(0))
    const { Body, ...stored } = await here.client.send(new GetObjectCommand({ Bucket, Key: 'exports/u/e/2' }))
    expect([await Body?.transformToString(), stored.ContentType]).toEqual(['', 'application/octet-stream'])
    expect(stored.CacheControl).toBeUndefined()
  })

  test.each(['a b/ü?#%2F', "!'()*+&=;", `${'k'.repeat(1024)}`])('takes the key %j', async (key) => {
    await puts(key, key.slice(0, 9))
    expect(await reads(here, key)).toBe(Buffer.from(key.slice(0, 9)).toString('latin1'))
  })

  test('is refused with a key that is too long', async () => {
    expect(await failureOf(puts('k'.repeat(1025), 'x'))).toBe('400 KeyTooLongError')
  })

  test('succeeds for a role, and for a URL that was signed without a body', async () => {
    await puts('exports/u/e/3', 'by a role', clientOf(ofARole))
    expect(await reads(here, 'exports/u/e/3')).toBe('by a role')
    expect(
      (await sends(await presignsPut('exports/u/e/3'), { method: 'PUT', body: 'by a URL' })).status,
    ).toBe(200)
    expect(await reads(here, 'exports/u/e/3')).toBe('by a URL')
  })

  /** Changes the request when the SDK has signed it. */
  const changing = (change: (request: { headers: Record<string, string>; body: unknown }) => void) => {
    const client = clientOf()
    client.middlewareStack.add(
      (next) => (args) => {
        change(args.request as Parameters<typeof change>[0])
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    return client
  }

  const cases: Record<string, [client: () => S3Client, failure: string]> = {
    'another body of the same length': [
      () =>
        changing((request) => {
          request.body = 'nothing'
        }),
      '400 XAmzContentSHA256Mismatch',
    ],
    'the hash of another body': [
      () =>
        changing(({ headers }) => {
          headers['x-amz-content-sha256'] = createHash('sha256').update('other').digest('hex')
        }),
      '403 SignatureDoesNotMatch',
    ],
    'another type than the one that was signed': [
      () =>
        changing(({ headers }) => {
          headers['content-type'] = 'text/html'
        }),
      '403 SignatureDoesNotMatch',
    ],
    'another secret': [() => clientOf({ secretAccessKey: 'Guessed' }), '403 SignatureDoesNotMatch'],
    'another region': [() => clientOf({ region: 'eu-west-1' }), '400 AuthorizationHeaderMalformed'],
    'a checksum': [() => here.client, '501 NotImplemented'],
    'metadata that was not signed': [
      () =>
        changing(({ headers }) => {
          headers['x-amz-meta-name'] = 'x'
        }),
      '403 AccessDenied',
    ],
  }
  test.each(Object.keys(cases))('is refused with %s, and changes nothing', async (name) => {
    const [client, failure] = cases[name] ?? [() => here.client, '']
    await puts('exports/u/e/kept', 'as it was')
    expect(
      await failureOf(puts('exports/u/e/kept', 'changed', client(), { ContentType: 'text/plain' })),
    ).toBe(failure)
    expect(await reads(here, 'exports/u/e/kept')).toBe('as it was')
  })

  test('is refused without its length, above 200 MB, and for a page', async () => {
    const url = await presignsPut('exports/u/e/4')
    const stream = new Blob(['a stream']).stream()
    const chunked = await sends(url, { method: 'PUT', body: stream, duplex: 'half' } as RequestInit)
    expect([chunked.status, chunked.code]).toEqual([411, 'MissingContentLength'])
    const body = new Uint8Array(200 * 1024 * 1024 + 1)
    const large = await sends(url, { method: 'PUT', body })
    expect([large.status, large.code]).toEqual([400, 'EntityTooLarge'])
    const ofAPage = await sends(url, { method: 'PUT', body: 'x', headers: { origin } })
    expect([ofAPage.status, ofAPage.code]).toEqual([403, 'AccessForbidden'])
    expect(await reads(here, 'exports/u/e/4')).toBeUndefined()
  })

  test('of which only a part arrives stores nothing', async () => {
    const url = await presignsPut('exports/u/e/5')
    const { hostname, port, pathname, search } = new URL(url)
    const socket = connect(Number(port), hostname)
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.write(
      `PUT ${pathname}${search} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-length: 10\r\n\r\na part`,
    )
    socket.resume().end()
    await closed
    expect(await reads(here, 'exports/u/e/5')).toBeUndefined()
  })
})
