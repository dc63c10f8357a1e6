import { describe, expect, test } from '@jest/globals'
import {
  aPicture,
  aSentPicture,
  filesOf,
  handlesStream,
  itemOf,
  looksAt,
  pictures,
  sends,
  tidiesUp,
  uploads,
} from '../../steps/attachments.ts'
import { throughBucket } from '../../steps/bucketWire.ts'
import { aFileOf } from '../../steps/deadLetters.ts'
import { leftOf } from '../../steps/erasures.ts'
import * as given from '../../steps/given.ts'
import { deletes, keyAt, readsMessages } from '../../steps/messageChanges.ts'
import { runs } from '../../steps/program.ts'
import { newIn } from '../../steps/stream.ts'
import { itemsIn } from '../../steps/table.ts'
import { delivers, refuses, takesJobs } from '../../steps/workQueue.ts'

given.anEngine()
given.aWorkQueue()

/** A message with three pictures, before its uploads were tidied up, and one that nothing happens to. */
const threePictures = async () => {
  const { me, other, uuid } = await given.aGroup()
  const [kept, ...three] = await pictures(4, me, uuid)
  const named = three.map((one) => ({ uuid: one.uuid, alt: 'A text to delete' }))
  const { body: said } = await sends(me, uuid, named, { message: 'A text to delete' })
  await sends(me, uuid, kept ? [kept] : [])
  takesJobs({ uuid })
  const left = async () => ({
    files: (await filesOf(uuid)).filter((key) => !key.includes(String(kept?.uuid))),
    items: (await Promise.all(three.map(itemOf))).filter(Boolean),
  })
  const isKept = async () => {
    expect(await itemOf({ uuid: String(kept?.uuid) })).toBeDefined()
    expect((await filesOf(uuid)).filter((key) => key.includes(String(kept?.uuid)))).toHaveLength(2)
  }
  return { me, other, uuid, said, three, left, isKept }
}

const nothing = { files: [], items: [] }

describe('when a message is deleted', () => {
  test('its pictures are gone from it at once, with their descriptions', async () => {
    const { me, other, uuid, said } = await threePictures()
    const { body } = await deletes(me, said)
    expect(body).toMatchObject({ message: '', deleted_at: expect.any(String) })
    const [, read] = await readsMessages(other, uuid)
    for (const message of [body, read]) expect('attachments' in message).toBe(false)
    expect(await leftOf(['A text to delete'])).toEqual([])
  })

  test('the stream and the queue delete its files, uploads and items, and nothing else', async () => {
    const { me, uuid, said, left, isKept } = await threePictures()
    const [{ url }] = said.attachments
    expect((await left()).files).toHaveLength(6)
    await deletes(me, said)
    expect(await tidiesUp(uuid, 1)).toBe(1)
    expect(await left()).toEqual(nothing)
    await isKept()
    expect((await looksAt(url)).status).toBe(404)
  })

  test('and the queue refuses, the stream delivers the record again, and nothing remains', async () => {
    const { me, uuid, said, left } = await threePictures()
    await deletes(me, said)
    refuses(9)
    const { batchItemFailures } = await handlesStream(uuid, 1)
    refuses(0)
    expect(batchItemFailures).toHaveLength(1)
    expect((await left()).files).toHaveLength(6)
    await tidiesUp(uuid, 1)
    expect(await left()).toEqual(nothing)
  })

  test('and the bucket fails, the queue delivers the job again, and nothing remains', async () => {
    const { me, uuid, said, left } = await threePictures()
    await deletes(me, said)
    await handlesStream(uuid, 1)
    const [{ body } = { body: '' }] = takesJobs({ uuid })
    const failure = throughBucket(
      async ({ method }, send) => (method === 'DELETE' ? new Response('', { status: 503 }) : send()),
      () => delivers(body),
    )
    await expect(failure).rejects.toThrow()
    for (const _ of ['once more', 'and twice']) await delivers(body)
    expect(await left()).toEqual(nothing)
  })

  test('again, or by a retry, there is nothing left to do', async () => {
    const { me, uuid, said, left } = await threePictures()
    await deletes(me, said)
    await tidiesUp(uuid, 1)
    expect((await deletes(me, said)).status).toBe(200)
    expect(await left()).toEqual(nothing)
    expect(await newIn([uuid], 1)).toHaveLength(1)
  })

  test('and updateInbox has given the record up, ddb:redrive deletes the files', async () => {
    const { me, uuid, said, left } = await threePictures()
    await deletes(me, said)
    const file = await aFileOf(await newIn([uuid], 1))
    const { WORK_QUEUE_URL } = process.env
    delete process.env.WORK_QUEUE_URL // a command does not have it
    const { stdout } = await runs('ddb:redrive', '--file', file)
    Object.assign(process.env, { WORK_QUEUE_URL })
    expect(JSON.parse(stdout)).toEqual({ redriven: 1, failed: 0, gone: 0 })
    expect(await left()).toEqual(nothing)
  })
})

describe('what is uploaded again after the deletion of the message, under the same form', () => {
  test('is seen by nobody, cannot be sent, and is deleted once the form has expired', async () => {
    const { me, uuid, picture, said } = await aSentPicture()
    const sweeps = takesJobs({ uuid })
    await deletes(me, said)
    await tidiesUp(uuid, 1)
    expect((await uploads(picture.upload, picture.file)).status).toBe(204)
    expect((await sends(me, uuid, [picture])).status).toBe(422)
    expect(await filesOf(uuid)).toHaveLength(1)
    for (const { body } of sweeps) await delivers(body)
    expect(await filesOf(uuid)).toEqual([])
  })
})

test('a message with late key is deleted with its picture, and its pointer stays', async () => {
  const { me, uuid } = await given.aGroup()
  const picture = await aPicture(me, uuid)
  const { body } = await sends(me, uuid, [picture], { key: keyAt(Date.now() - 600_000) })
  takesJobs({ uuid })
  await deletes(me, body)
  await tidiesUp(uuid, 1)
  expect([await filesOf(uuid), await itemOf(picture)]).toEqual([[], undefined])
  expect((await itemsIn(`MSG#${uuid}`)).filter(({ moved_to }) => moved_to)).toHaveLength(1)
})
