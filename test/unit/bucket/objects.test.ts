import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3'
import { describe, expect, test } from '@jest/globals'
import { aLocalBucket, Bucket, copies, failureOf, reads, uploads } from '../../steps/s3.ts'

const here = aLocalBucket()
const text = '0123456789'

const gets = (
  Key: string,
  more: { Range?: string; IfMatch?: string; IfNoneMatch?: string; IfModifiedSince?: Date } = {},
) => here.client.send(new GetObjectCommand({ Bucket, Key, ...more }))

describe('CopyObject', () => {
  test('replaces the headers, and copies the bytes', async () => {
    await uploads(here, 'pending/g/source', text, 'image/webp')
    await copies(here, 'pending/g/source', 'attachments/g/source/1')
    const { Body, ContentType, ContentDisposition, CacheControl, ETag } = await gets('attachments/g/source/1')
    expect([await Body?.transformToString(), ETag]).toEqual([text, (await gets('pending/g/source')).ETag])
    expect([ContentType, ContentDisposition, CacheControl]).toEqual([
      'image/webp',
      'attachment; filename="photo.webp"',
      'private, max-age=3600',
    ])
  })

  test('keeps the headers without MetadataDirective', async () => {
    await uploads(here, 'pending/g/kept', text, 'image/gif')
    const CopySource = `/${Bucket}/pending/g/kept`
    await here.client.send(
      new CopyObjectCommand({ Bucket, Key: 'attachments/kept', CopySource, ContentType: 'text/html' }),
    )
    expect((await gets('attachments/kept')).ContentType).toBe('image/gif')
    const toItself = new CopyObjectCommand({ Bucket, Key: 'pending/g/kept', CopySource })
    expect(await failureOf(here.client.send(toItself))).toBe('400 InvalidRequest')
  })

  test('copies exactly the version that was checked, or nothing', async () => {
    await uploads(here, 'pending/g/checked', 'a picture')
    const { ETag = '' } = await gets('pending/g/checked')
    await uploads(here, 'pending/g/checked', 'something else')
    const copied = copies(here, 'pending/g/checked', 'attachments/checked', ETag)
    expect(await failureOf(copied)).toBe('412 PreconditionFailed')
    expect(await reads(here, 'attachments/checked')).toBeUndefined()
    const { ETag: newTag = '' } = await gets('pending/g/checked')
    await copies(here, 'pending/g/checked', 'attachments/checked', newTag)
    expect(await reads(here, 'attachments/checked')).toBe('something else')
  })

  test('of a key that does not exist is NoSuchKey, and of another bucket an error', async () => {
    expect(await failureOf(copies(here, 'pending/g/nothing', 'attachments/nothing'))).toBe('404 NoSuchKey')
    for (const CopySource of ['another/key', 'key', `${Bucket}/`]) {
      const copied = here.client.send(new CopyObjectCommand({ Bucket, Key: 'attachments/x', CopySource }))
      expect(await failureOf(copied)).toBe('400 InvalidArgument')
    }
  })
})

describe('ListObjectsV2', () => {
  test('lists a prefix page by page, in the order of the bytes', async () => {
    const names = ['a', 'B', 'z', 'é', '&<>"', 'a/b', '😀', '￿']
    const keys = names.map((name) => `attachments/list/${name}`)
    for (const key of keys) await uploads(here, key, key)
    await uploads(here, 'attachments/lister', 'not in the list')
    const pages: string[][] = []
    const config = { client: here.client, pageSize: 3 }
    for await (const { Contents = [] } of paginateListObjectsV2(config, {
      Bucket,
      Prefix: 'attachments/list/',
    }))
      pages.push(Contents.map(({ Key = '' }) => Key))
    expect(pages.map(({ length }) => length)).toEqual([3, 3, 2])
    expect(pages.flat()).toEqual(
      [...keys].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
    )
  })

  test('of a prefix without objects is empty, and of no prefix all', async () => {
    await uploads(here, 'pending/listed', text)
    const nothing = await here.client.send(new ListObjectsV2Command({ Bucket, Prefix: 'nothing/' }))
    expect([nothing.KeyCount, nothing.IsTruncated, nothing.Contents]).toEqual([0, false, undefined])
    const all = await here.client.send(new ListObjectsV2Command({ Bucket }))
    expect(all.Contents).toContainEqual(
      expect.objectContaining({ Key: 'pending/listed', Size: 10, ETag: expect.any(String) }),
    )
  })

  test.each([
    [{ MaxKeys: -1 }, '400 InvalidArgument'],
    [{ ContinuationToken: 'mine' }, '400 InvalidArgument'],
    [{ Delimiter: '/' }, '501 NotImplemented'],
  ])('refuses %o', async (more, failure) => {
    expect(await failureOf(here.client.send(new ListObjectsV2Command({ Bucket, ...more })))).toBe(failure)
  })
})

test('DeleteObject deletes, and succeeds again', async () => {
  await uploads(here, 'pending/g/deleted', text)
  for (const _ of ['there', 'gone'])
    expect(
      (await here.client.send(new DeleteObjectCommand({ Bucket, Key: 'pending/g/deleted' }))).$metadata
        .httpStatusCode,
    ).toBe(204)
  expect(await reads(here, 'pending/g/deleted')).toBeUndefined()
  const { Contents } = await here.client.send(
    new ListObjectsV2Command({ Bucket, Prefix: 'pending/g/deleted' }),
  )
  expect(Contents).toBeUndefined()
})

test('other operations of S3 are refused', async () => {
  const tags = here.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'attachments/tagged' }))
  expect(await failureOf(tags)).toBe('501 NotImplemented')
  const elsewhere = here.client.send(new GetObjectCommand({ Bucket: 'another', Key: 'a' }))
  expect(await failureOf(elsewhere)).toBe('404 NoSuchBucket')
})

test.each([
  '..',
  '../../etc/passwd',
  'a/../b',
  '/',
  '//a',
  'a//b',
  'a%2Fb',
  'a+b c?d#e&f',
  "!'()*",
  'ü\u0000',
  '.',
])('the key %j is a key like any other', async (name) => {
  const key = `attachments/keys/${name}`
  await uploads(here, key, name)
  expect(await reads(here, key)).toBe(Buffer.from(name).toString('latin1'))
  await copies(here, key, `${key}/copy`)
  expect(await reads(here, `${key}/copy`)).toBe(Buffer.from(name).toString('latin1'))
})

test('a key of more than 1024 bytes is refused', async () => {
  await uploads(here, 'k'.repeat(1024), text)
  await expect(uploads(here, 'k'.repeat(1025), text)).rejects.toThrow('400 KeyTooLongError')
  expect(await failureOf(gets('k'.repeat(1025)))).toBe('400 KeyTooLongError')
})
