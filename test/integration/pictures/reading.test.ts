import { afterEach, describe, expect, test } from '@jest/globals'
import { aPicture, aSentPicture, looksAt, opensAttachment, sends, unsigned } from '../../steps/attachments.ts'
import { at, shiftClock } from '../../steps/clock.ts'
import * as given from '../../steps/given.ts'
import { tokenFor } from '../../steps/tokens.ts'
import { calls } from '../../steps/when.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

afterEach(() => shiftClock(0))

const minutes = (count: number) => count * 60_000

/** The URL of a picture when it is read at this time. */
const urlAt = async (as: { cognitoUserId: string }, uuid: string, time: number) => {
  const { body } = await at(time, () => opensAttachment({ token: tokenFor(as.cognitoUserId) }, uuid))
  return { url: String(body.url), expiresAt: Date.parse(body.expires_at) }
}

const withParameter = (url: string, name: string, value: string) => {
  const changed = new URL(url)
  changed.searchParams.set(name, value)
  return changed.href
}

describe('the URL of a picture', () => {
  test('shows it to whoever has it, without a token', async () => {
    const { picture, said } = await aSentPicture()
    const { status, bytes } = await looksAt(said.attachments[0].url)
    expect([status, bytes]).toEqual([200, picture.file])
  })

  test('leads to a part of it as well, as browsers ask for', async () => {
    const { picture, said } = await aSentPicture()
    const { status, bytes } = await looksAt(said.attachments[0].url, { range: 'bytes=0-9' })
    expect([status, bytes]).toEqual([206, picture.file.subarray(0, 10)])
  })

  test.each([0, 1, 14.9, 15, 29.9, 44.99])(
    'is good for 45 to 60 minutes, also %d minutes after the hour',
    async (after) => {
      const { me, picture } = await aSentPicture()
      const now = Math.ceil(Date.now() / minutes(60)) * minutes(60) + minutes(after)
      const { expiresAt } = await urlAt(me, picture.uuid, now)
      expect(expiresAt - now).toBeGreaterThanOrEqual(minutes(45))
      expect(expiresAt - now).toBeLessThanOrEqual(minutes(60))
    },
  )

  test('expires when the response says so', async () => {
    const { said } = await aSentPicture()
    const [{ url, expires_at }] = said.attachments
    const left = Date.parse(expires_at) - Date.now()
    shiftClock(left - 5_000)
    expect((await looksAt(url)).status).toBe(200)
    shiftClock(left + 1_000)
    expect((await looksAt(url)).status).toBe(403)
  })

  test('stays the same for a quarter of an hour, for every reader, so that browsers can cache', async () => {
    const { me, other, picture } = await aSentPicture()
    const start = Math.ceil(Date.now() / minutes(15)) * minutes(15)
    const first = await urlAt(me, picture.uuid, start)
    expect(await urlAt(other, picture.uuid, start + minutes(15) - 1)).toEqual(first)
    expect((await urlAt(me, picture.uuid, start + minutes(15))).url).not.toBe(first.url)
  })

  test.each([
    ['with another signature', (url: string) => withParameter(url, 'X-Amz-Signature', 'f'.repeat(64))],
    ['for a longer time', (url: string) => withParameter(url, 'X-Amz-Expires', '604800')],
    ['as of another time', (url: string) => url.replace(/(X-Amz-Date=\d{8}T\d{4})\d\dZ/, '$159Z')],
    ['with another disposition', (url: string) => `${url}&response-content-disposition=inline`],
    ['with another type', (url: string) => `${url}&response-content-type=text%2Fhtml`],
    [
      'of the upload',
      (url: string) => url.replace(/\/attachments\/([^/]+\/[^/]+)\/[0-9a-f]{16}\?/, '/pending/$1?'),
    ],
    ['without all that was added', (url: string) => url.split('?')[0] ?? ''],
    [
      'of the whole bucket',
      (url: string) => `${process.env.ATTACHMENTS_URL}/?list-type=2&${url.split('?')[1]}`,
    ],
  ])('is refused %s', async (_, changedFrom) => {
    const { said } = await aSentPicture()
    const url = changedFrom(said.attachments[0].url)
    expect(url).not.toBe(said.attachments[0].url)
    const { status, bytes } = await looksAt(url)
    expect([status, bytes.includes('PNG')]).toEqual([403, false])
  })

  test('does not lead to another picture', async () => {
    const { me, uuid, said } = await aSentPicture()
    const { body: other } = await sends(me, uuid, [await aPicture(me, uuid)])
    const [one, two] = [said, other].map(({ attachments }) => new URL(attachments[0].url))
    expect((await looksAt(`${two?.origin}${two?.pathname}${one?.search}`)).status).toBe(403)
  })

  test('allows neither writing nor deleting', async () => {
    const { said, picture } = await aSentPicture()
    const [{ url }] = said.attachments
    for (const method of ['PUT', 'DELETE', 'POST', 'HEAD']) {
      const body = method === 'PUT' || method === 'POST' ? { body: 'x' } : {}
      expect((await fetch(url, { method, ...body })).ok).toBe(false)
    }
    expect((await looksAt(url)).bytes).toEqual(picture.file)
  })

  test('has no secret, and no name or text', async () => {
    const { me, said } = await aSentPicture({ message: 'confidential', alt: 'a secret' })
    const [{ url }] = said.attachments
    for (const text of ['MockSecretAccessKey', 'confidential', 'secret', me.handle, me.uuid])
      expect(url).not.toContain(text)
  })
})

describe('the bucket is private', () => {
  test.each(['', '/', '/?list-type=2', '/?list-type=2&prefix=attachments/'])(
    'its list is not public: %s',
    async (path) => {
      await aSentPicture()
      expect((await looksAt(`${process.env.ATTACHMENTS_URL}${path}`)).status).toBe(403)
    },
  )
})

test('a renewed URL is of the same file as the one in the message', async () => {
  const { me, picture, said } = await aSentPicture({ alt: 'A cat' })
  const { body } = await opensAttachment(me, picture.uuid)
  expect(unsigned([body])).toEqual(unsigned(said.attachments))
  expect((await calls('GET', `/api/attachments/${picture.uuid.toUpperCase()}`, { as: me })).status).toBe(200)
})
