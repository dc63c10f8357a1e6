import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, expect, test } from '@jest/globals'
import { startBucket } from '../../../local/bucket.ts'
import { shiftClock } from '../../steps/clock.ts'
import { Bucket, clientOf, copies, reads, uploads } from '../../steps/s3.ts'

const root = mkdtempSync(join(tmpdir(), 'cruddur-bucket-test-'))
afterAll(() => rmSync(root, { recursive: true }))

const starts = async (folder: string) => {
  const { url, removeExpired, end } = await startBucket({ folder })
  const client = clientOf(url)
  return {
    url,
    client,
    removeExpired,
    end: async () => {
      client.destroy()
      await end()
    },
    keys: async () =>
      (await client.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key) ?? [],
  }
}

test('objects outlive a restart with their headers, and what was not written to its end does not', async () => {
  const folder = join(root, 'kept', 'bucket')
  const before = await starts(folder)
  await uploads(before, 'pending/g/a', 'a picture', 'image/webp')
  await copies(before, 'pending/g/a', 'attachments/g/a/1')
  await uploads(before, 'pending/g/b', 'another picture')
  const get = new GetObjectCommand({ Bucket, Key: 'attachments/g/a/1' })
  const { Body: _, $metadata: __, ...headers } = await before.client.send(get)
  await before.end()
  writeFileSync(join(folder, 'new-interrupted'), 'a pic')
  writeFileSync(join(folder, '.DS_Store'), 'not ours')

  const after = await starts(folder)
  expect(await after.keys()).toEqual(['attachments/g/a/1', 'pending/g/a', 'pending/g/b'])
  const { Body, $metadata: ___, ...headersNow } = await after.client.send(get)
  expect([await Body?.transformToString(), headersNow]).toEqual(['a picture', headers])
  expect(headersNow).toMatchObject({
    ContentType: 'image/webp',
    ContentDisposition: 'attachment; filename="photo.webp"',
  })
  expect(readdirSync(folder)).toHaveLength(4)
  await after.end()
})

test('pending uploads are deleted after a day, exports after a week, and copies of reports with their reports', async () => {
  const bucket = await starts(join(root, 'lifecycle'))
  const all = ['attachments/g/a/1', 'exports/u/e/f', 'pending/g/a', 'reports/g/m/a']
  for (const key of all) await uploads(bucket, key, 'a picture')
  for (const [hours, expected] of [
    [23.9, all],
    [24.1, ['attachments/g/a/1', 'exports/u/e/f', 'reports/g/m/a']],
    [7 * 24 - 1, ['attachments/g/a/1', 'exports/u/e/f', 'reports/g/m/a']],
    [7 * 24 + 1, ['attachments/g/a/1', 'reports/g/m/a']],
    [180 * 24 - 1, ['attachments/g/a/1', 'reports/g/m/a']],
    [180 * 24 + 1, ['attachments/g/a/1']],
  ] as const) {
    shiftClock(hours * 60 * 60_000)
    bucket.removeExpired()
    shiftClock(0)
    expect([hours, await bucket.keys()]).toEqual([hours, expected])
  }
  await bucket.end()
})

test('at a start, what has expired meanwhile is deleted', async () => {
  const folder = join(root, 'expired')
  const before = await starts(folder)
  await uploads(before, 'pending/g/a', 'a picture')
  await before.end()
  shiftClock(25 * 60 * 60_000)
  const after = await starts(folder)
  shiftClock(0)
  expect([await after.keys(), readdirSync(folder)]).toEqual([[], []])
  await after.end()
})

test('of parallel writes of one key, one wins as a whole, and readers see no mixture', async () => {
  const folder = join(root, 'parallel')
  const bucket = await starts(folder)
  const bytes = 300_000
  const pictures = Array.from('abcdefgh', (letter) => letter.repeat(bytes))
  const key = 'pending/g/raced'
  await uploads(bucket, key, pictures[0] ?? '')
  const seen = await Promise.all(
    pictures.flatMap((picture) => [
      uploads(bucket, key, picture).then(() => reads(bucket, key)),
      copies(bucket, key, 'attachments/raced').then(() => reads(bucket, 'attachments/raced')),
      reads(bucket, key),
    ]),
  )
  expect(seen).toHaveLength(pictures.length * 3)
  expect(seen.filter((text) => !pictures.includes(text ?? ''))).toEqual([])
  const { Contents } = await bucket.client.send(new ListObjectsV2Command({ Bucket, Prefix: key }))
  const { ETag } = await bucket.client.send(new GetObjectCommand({ Bucket, Key: key }))
  expect(Contents).toEqual([expect.objectContaining({ Key: key, Size: bytes, ETag })])
  expect(readdirSync(folder)).toHaveLength(2)
  await bucket.end()
})
