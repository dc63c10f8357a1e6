import { describe, expect, test } from '@jest/globals'
import { aPicture, filesOf, isStoredOnce, sends, tidiesUp, twoPictures } from '../../steps/attachments.ts'
import { bucketCallsOf } from '../../steps/bucketWire.ts'
import * as given from '../../steps/given.ts'
import { deletes, edits } from '../../steps/messageChanges.ts'
import { blocks, changes } from '../../steps/safety.ts'
import * as then from '../../steps/then.ts'
import { meter } from '../../steps/wire.ts'
import { works } from '../../steps/workQueue.ts'

given.anEngine()
given.aWorkQueue()

const copiesOf = async (uuid: string) => (await filesOf(uuid)).filter((key) => key.startsWith('attachments/'))

describe('a retry of a message with pictures', () => {
  test('is answered the same, writes nothing, and touches no file', async () => {
    const { me, uuid, send, one } = await twoPictures()
    const first = await send()
    const files = await filesOf(uuid)
    const made = await bucketCallsOf(async () => {
      const { commands } = await meter(async () => then.isAnswered(await send(), first.body))
      expect(commands).toEqual(['GetItem', 'GetItem'])
    })
    expect(made).toEqual([])
    expect(await filesOf(uuid)).toEqual(files)
    await isStoredOnce(me, uuid, one.file)
  })

  test.each([
    ['blank', { message: '' }],
    ['another one', { message: 'Look there!' }],
  ])('with a text that is %s is 409', async (_, more) => {
    const { me, uuid, key, one, two, send } = await twoPictures()
    await send()
    then.isRefused(await sends(me, uuid, [one, two], { key, ...more }), 409, 'idempotency_key_reused')
  })

  test('with other pictures, another order, or other alternative texts is 409', async () => {
    const { me, uuid, key, one, two, send } = await twoPictures()
    await send()
    const third = await aPicture(me, uuid)
    for (const others of [
      [one],
      [two, one],
      [one, third],
      [one, two, third],
      [one, { ...two, alt: 'x' }],
      [],
    ])
      then.isRefused(await sends(me, uuid, others, { key, message: 'Look!' }), 409, 'idempotency_key_reused')
    expect((await sends(me, uuid, [third])).status).toBe(200)
  })

  test('by somebody else is 409', async () => {
    const { other, uuid, key, send } = await twoPictures()
    await send()
    const theirs = await aPicture(other, uuid)
    then.isRefused(
      await sends(other, uuid, [theirs], { key, message: 'Look!' }),
      409,
      'idempotency_key_reused',
    )
  })

  test('after the message was edited answers it as it is now', async () => {
    const { me, send } = await twoPictures()
    const { body } = await send()
    await edits(me, body, 'edited')
    expect((await send()).body).toMatchObject({ uuid: body.uuid, message: 'edited', attachments: [{}, {}] })
  })

  test('after it was deleted, and its files and items are gone, answers it as it is now', async () => {
    const { me, uuid, send } = await twoPictures()
    const { body } = await send()
    await deletes(me, body)
    await tidiesUp(uuid, 1)
    const again = await send()
    expect(again.body).toMatchObject({ uuid: body.uuid, message: '', deleted_at: expect.any(String) })
    expect(again.body.attachments).toBeUndefined()
    expect(await filesOf(uuid)).toEqual([])
  })

  test('after the sender was blocked, or has archived the conversation, is answered the same', async () => {
    const { me, other, uuid, send } = await twoPictures()
    const first = await send()
    await changes(me, uuid, { is_archived: true })
    then.isAnswered(await send(), first.body)
    await blocks(other, me)
    then.isAnswered(await send(), first.body)
  })

  test('that races with the first attempt is answered the same, and both show one copy', async () => {
    const { me, uuid, one, send } = await twoPictures()
    const answers = await Promise.all([send(), send(), send()])
    for (const { status, body } of answers) expect([status, body]).toEqual([200, answers[0]?.body])
    await isStoredOnce(me, uuid, one.file)
    await works({ uuid })
    expect(await copiesOf(uuid)).toHaveLength(2)
    await isStoredOnce(me, uuid, one.file)
  })
})
