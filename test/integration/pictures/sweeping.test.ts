import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { documents } from '../../../src/repository/client.ts'
import {
  aKey,
  aPicture,
  filesOf,
  handlesStream,
  itemOf,
  looksAt,
  sends,
  tidiesUp,
} from '../../steps/attachments.ts'
import { throughBucket } from '../../steps/bucketWire.ts'
import * as given from '../../steps/given.ts'
import { deletes, readsMessages } from '../../steps/messageChanges.ts'
import { crashesBeforeTransaction, through } from '../../steps/wire.ts'
import { delivers, takesJobs, works } from '../../steps/workQueue.ts'

given.anEngine()
given.aWorkQueue()

/** An uploaded picture, and an attempt to send it that has crashed after copying it. */
const aFailedAttempt = async () => {
  const { me, other, uuid } = await given.aGroup()
  const [picture, key] = [await aPicture(me, uuid), aKey()]
  const send = () => sends(me, uuid, [picture], { key })
  const { status } = await crashesBeforeTransaction(send)
  expect(status).toBe(500)
  const [{ body: sweep } = { body: '' }] = takesJobs({ uuid })
  return { me, other, uuid, picture, send, sweep }
}

const kindsOf = async (uuid: string) => (await filesOf(uuid)).map((key) => key.split('/')[0]).sort()

describe('the job that tidies up after an attempt', () => {
  test('that has failed deletes its copies, and leaves the upload, which can still be sent', async () => {
    const { me, uuid, picture, send, sweep } = await aFailedAttempt()
    expect(await kindsOf(uuid)).toEqual(['attachments', 'pending'])
    for (const _ of ['once', 'twice']) await delivers(sweep)
    expect(await kindsOf(uuid)).toEqual(['pending'])
    const { body } = await send()
    expect((await looksAt(body.attachments[0].url)).bytes).toEqual(picture.file)
    expect(await readsMessages(me, uuid)).toHaveLength(2)
  })

  test('that another one has overtaken deletes its copies, and what the message shows stays', async () => {
    const { uuid, picture, send, sweep } = await aFailedAttempt()
    const { body } = await send()
    expect(await kindsOf(uuid)).toEqual(['attachments', 'attachments', 'pending'])
    await delivers(sweep)
    expect(await kindsOf(uuid)).toEqual(['attachments', 'pending'])
    await works({ uuid })
    expect(await kindsOf(uuid)).toEqual(['attachments'])
    expect((await looksAt(body.attachments[0].url)).bytes).toEqual(picture.file)
  })

  test('that has succeeded deletes the upload', async () => {
    const { me, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    const { body } = await sends(me, uuid, [picture])
    expect(await works({ uuid })).toBe(1)
    expect(await kindsOf(uuid)).toEqual(['attachments'])
    expect((await looksAt(body.attachments[0].url)).bytes).toEqual(picture.file)
    expect(await itemOf(picture)).toMatchObject({ message_uuid: body.uuid })
  })

  test('of a message that was deleted before deletes nothing that another message shows, in any order', async () => {
    for (const order of ['sweep first', 'deletion first']) {
      const { me, uuid } = await given.aGroup()
      const [one, other] = [await aPicture(me, uuid), await aPicture(me, uuid)]
      const { body: said } = await sends(me, uuid, [one])
      const sweeps = takesJobs({ uuid })
      await sends(me, uuid, [other])
      takesJobs({ uuid })
      await deletes(me, said)
      if (order === 'deletion first') await tidiesUp(uuid, 1)
      for (const { body } of sweeps) await delivers(body)
      if (order === 'sweep first') await tidiesUp(uuid, 1)
      expect((await filesOf(uuid)).every((key) => key.includes(other.uuid))).toBe(true)
      expect(await kindsOf(uuid)).toEqual(['attachments', 'pending'])
    }
  })

  test('of an upload whose item has expired deletes all', async () => {
    const { uuid, picture, sweep } = await aFailedAttempt()
    const Key = { pk: `ATT#${picture.uuid}`, sk: 'ATT' }
    await documents.send(new DeleteCommand({ TableName: process.env.TABLE_NAME, Key }))
    await delivers(sweep)
    expect(await kindsOf(uuid)).toEqual([])
  })

  test('goes on after a failure of the bucket', async () => {
    const { uuid, sweep } = await aFailedAttempt()
    const failing = throughBucket(
      async () => new Response('', { status: 500 }),
      () => delivers(sweep),
    )
    await expect(failing).rejects.toThrow()
    await delivers(sweep)
    expect(await kindsOf(uuid)).toEqual(['pending'])
  })

  test('never deletes what an attempt that runs at the same time sends', async () => {
    const { uuid, picture, send, sweep } = await aFailedAttempt()
    const { body } = await through(async ({ command }, go) => {
      await delivers(sweep)
      const answer = await go()
      if (command === 'TransactWriteItems') await delivers(sweep)
      return answer
    }, send)
    expect((await looksAt(body.attachments[0].url)).bytes).toEqual(picture.file)
    expect(await handlesStream(uuid, 0)).toEqual({ batchItemFailures: [] })
  })
})
