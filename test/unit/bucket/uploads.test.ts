import { createHash } from 'node:crypto'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from '@jest/globals'
import { shiftClock } from '../../steps/clock.ts'
import { changes } from '../../steps/policies.ts'
import {
  aLocalBucket,
  Bucket,
  clientOf,
  formOf,
  ofARole,
  posts,
  presignsPost,
  reads,
} from '../../steps/s3.ts'

const here = aLocalBucket()

test('an upload stores what the policy allows, with the type of the form', async () => {
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

test('a policy that has expired is refused', async () => {
  const { url, fields } = await presignsPost(here, { key: 'pending/g/late' })
  shiftClock(540_000)
  expect((await posts(url, formOf(fields))).status).toBe(204)
  shiftClock(602_000)
  const { status, code, text } = await posts(url, formOf(fields, 'too late'))
  shiftClock(0)
  expect([status, code, text]).toEqual([403, 'AccessDenied', expect.stringContaining('Policy expired')])
  expect(await reads(here, 'pending/g/late')).toBe('a picture')
})

test('a policy of another secret or region is refused', async () => {
  for (const [signer, code] of [
    [{ secretAccessKey: 'Guessed' }, 'SignatureDoesNotMatch'],
    [{ region: 'eu-west-1' }, 'InvalidArgument'],
  ] as const) {
    const { fields } = await presignsPost(here, { client: clientOf(here.url, signer) })
    expect((await posts(here.url, formOf(fields))).code).toBe(code)
  }
})

test('an upload that is refused leaves the object of that key as it was', async () => {
  const { url, fields } = await presignsPost(here, { key: 'pending/g/twice' })
  await posts(url, formOf(fields, 'first'))
  expect((await posts(url, formOf(fields, 'x'.repeat(1001)))).code).toBe('EntityTooLarge')
  expect(await reads(here, 'pending/g/twice')).toBe('first')
  await posts(url, formOf(fields, 'second'))
  expect(await reads(here, 'pending/g/twice')).toBe('second')
})
