import { createHash } from 'node:crypto'
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, test } from '@jest/globals'
import { aLocalBucket, Bucket, failureOf, presignsGet, sends, uploads } from '../../steps/s3.ts'

const here = aLocalBucket()
const text = '0123456789'

const gets = (
  Key: string,
  more: { Range?: string; IfMatch?: string; IfNoneMatch?: string; IfModifiedSince?: Date } = {},
) => here.client.send(new GetObjectCommand({ Bucket, Key, ...more }))

describe('GetObject', () => {
  test.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=9-9', '9', 'bytes 9-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-99', text, 'bytes 0-9/10'],
    ['bytes=3-1', text, undefined],
    ['bytes=0-1,4-5', text, undefined],
    ['bytes=a-b', text, undefined],
    ['lines=0-1', text, undefined],
    ['bytes=-', text, undefined],
  ])('with the range %s', async (range, expected, contentRange) => {
    await uploads(here, 'pending/g/range', text)
    const { Body, ContentRange, ContentLength, $metadata } = await gets('pending/g/range', { Range: range })
    expect([await Body?.transformToString(), ContentRange, ContentLength, $metadata.httpStatusCode]).toEqual([
      expected,
      contentRange,
      expected.length,
      contentRange ? 206 : 200,
    ])
  })

  test.each(['bytes=10-', 'bytes=99-100', 'bytes=-0'])('refuses the range %s of ten bytes', async (range) => {
    await uploads(here, 'pending/g/range', text)
    expect(await failureOf(gets('pending/g/range', { Range: range }))).toBe('416 InvalidRange')
  })

  test('answers what a cache asks, and refuses another version', async () => {
    await uploads(here, 'pending/g/cached', text)
    const { ETag = '' } = await gets('pending/g/cached')
    expect(ETag).toBe(`"${createHash('md5').update(text).digest('hex')}"`)
    expect(await failureOf(gets('pending/g/cached', { IfMatch: ETag }))).toBe('succeeded')
    expect(await failureOf(gets('pending/g/cached', { IfMatch: '"other"' }))).toBe('412 PreconditionFailed')
    const url = await presignsGet(here.client, 'pending/g/cached')
    const { headers } = await sends(url)
    const asks: [Record<string, string>, number][] = [
      [{ 'if-none-match': ETag }, 304],
      [{ 'if-none-match': `"other", W/${ETag}` }, 304],
      [{ 'if-none-match': '"other"' }, 200],
      [{ 'if-modified-since': headers.get('last-modified') ?? '' }, 304],
      [{ 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }, 200],
    ]
    for (const [asked, status] of asks) expect((await sends(url, { headers: asked })).status).toBe(status)
  })

  test('of a key that does not exist is NoSuchKey', async () => {
    expect(await failureOf(gets('pending/g/nothing'))).toBe('404 NoSuchKey')
    const head = here.client.send(new HeadObjectCommand({ Bucket, Key: 'pending/g/nothing' }))
    expect(await failureOf(head)).toBe('404 NotFound')
  })

  test('HeadObject answers the headers alone', async () => {
    await uploads(here, 'pending/g/head', text, 'image/gif')
    const head = await here.client.send(new HeadObjectCommand({ Bucket, Key: 'pending/g/head' }))
    expect([head.ContentLength, head.ContentType]).toEqual([10, 'image/gif'])
  })
})
