import { describe, expect, test } from '@jest/globals'
import {
  aKey,
  aPicture,
  filesOf,
  itemOf,
  looksAt,
  type Picture,
  pictures,
  sends,
  tidiesUp,
} from '../../steps/attachments.ts'
import { throughBucket } from '../../steps/bucketWire.ts'
import * as given from '../../steps/given.ts'
import { adds, aNamedGroup, removes } from '../../steps/groups.ts'
import { deletes, edits, keyAt, readsMessages } from '../../steps/messageChanges.ts'
import { blocks } from '../../steps/safety.ts'
import * as then from '../../steps/then.ts'
import { cancelling, through } from '../../steps/wire.ts'
import { works } from '../../steps/workQueue.ts'

given.anEngine()
given.aWorkQueue()

type Act = () => Promise<unknown>

/** Does something once, before the first request to the bucket of this method. */
const during = <T>(method: string, act: Act, work: () => Promise<T>): Promise<T> => {
  let hasActed = false
  return throughBucket(async (call, send) => {
    if (call.method === method && !hasActed) {
      hasActed = true
      await act()
    }
    return send()
  }, work)
}

/** The same before the transaction. */
const beforeTransaction = <T>(act: Act, work: () => Promise<T>): Promise<T> => {
  let hasActed = false
  return through(async ({ command }, send) => {
    if (command === 'TransactWriteItems' && !hasActed) {
      hasActed = true
      await act()
    }
    return send()
  }, work)
}

const aPictureToSend = async (age = 0) => {
  const group = await given.aGroup()
  const picture = await aPicture(group.me, group.uuid)
  const key = keyAt(Date.now() - age)
  const send = () => sends(group.me, group.uuid, [picture], { key })
  return { ...group, picture, key, send }
}

describe.each([
  ['a fresh key', 0],
  ['a late key', 600_000],
])('an attempt with %s that stalls', (_, age) => {
  test('while another one sends, and the message is deleted with its files, stores nothing', async () => {
    const { me, uuid, picture, send } = await aPictureToSend(age)
    const answer = await beforeTransaction(async () => {
      const { body } = await send()
      await deletes(me, body)
      await tidiesUp(uuid, 1)
    }, send)
    expect([answer.status, answer.body]).toEqual([
      200,
      expect.objectContaining({ message: '', deleted_at: expect.any(String) }),
    ])
    expect(await readsMessages(me, uuid)).toHaveLength(2)
    await works({ uuid })
    expect([await filesOf(uuid), await itemOf(picture)]).toEqual([[], undefined])
  })

  test('while another one sends, and the message is edited, answers it as it is', async () => {
    const { me, uuid, picture, send } = await aPictureToSend(age)
    const answer = await beforeTransaction(async () => edits(me, (await send()).body, 'A caption'), send)
    expect(answer.body).toMatchObject({ message: 'A caption', attachments: [{ uuid: picture.uuid }] })
    await works({ uuid })
    expect((await looksAt((await readsMessages(me, uuid)).at(-1).attachments[0].url)).bytes).toEqual(
      picture.file,
    )
    expect(await filesOf(uuid)).toHaveLength(1)
  })

  test('while another message takes its picture, is refused', async () => {
    const { me, uuid, picture, send } = await aPictureToSend(age)
    const answer = await beforeTransaction(async () => {
      expect((await sends(me, uuid, [picture])).status).toBe(200)
    }, send)
    then.isRefused(answer, 422, 'attachment_invalid')
    expect(answer.headers.get('x-error-field')).toBe('attachments[0]')
    await works({ uuid })
    const messages = await readsMessages(me, uuid)
    expect(messages).toHaveLength(2)
    expect((await looksAt(messages[1].attachments[0].url)).bytes).toEqual(picture.file)
  })
})

describe('a message with a picture that was let in arrives', () => {
  test('if its sender is removed from the group meanwhile', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    const picture = await aPicture(bob, uuid)
    const answer = await during(
      'GET',
      () => removes(ann, uuid, bob),
      () => sends(bob, uuid, [picture]),
    )
    expect(answer.status).toBe(200)
    for (const as of [ann, cy]) {
      const found = (await readsMessages(as, uuid)).flatMap(({ attachments = [] }) => attachments)
      expect((await looksAt(found[0].url)).bytes).toEqual(picture.file)
    }
    then.isRefused(await sends(bob, uuid, [picture]), 404, 'message_group_not_found')
  })

  test('if its sender is blocked meanwhile', async () => {
    const { me, other, send } = await aPictureToSend()
    expect((await during('PUT', () => blocks(other, me), send)).status).toBe(200)
  })

  test('and whoever joins meanwhile sees it or does not, but never a message without its picture', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    const [picture, dee] = await Promise.all([aPicture(bob, uuid), given.aUser()])
    await during(
      'PUT',
      () => adds(ann, uuid, dee),
      () => sends(bob, uuid, [picture]),
    )
    for (const message of await readsMessages(dee, uuid))
      if (!message.event) expect(message.attachments).toHaveLength(1)
  })
})

test('a conflict with another transaction is retried', async () => {
  const { me, uuid, picture, send } = await aPictureToSend()
  const { status } = await cancelling(2, ['None', 'TransactionConflict'], send)
  expect([status, (await readsMessages(me, uuid)).length]).toEqual([200, 2])
  expect(await itemOf(picture)).toMatchObject({ message_uuid: expect.any(String) })
})

test('many messages that want the same pictures at once: each picture is in one, and none in a message that failed', async () => {
  const { me, uuid } = await given.aGroup()
  const five = await pictures(5, me, uuid)
  const lists = Array.from(
    { length: 10 },
    (_, index) => [five[index % 5], five[(index * 2 + 1) % 5]] as [Picture, Picture],
  )
  const answers = await Promise.all(
    lists.map((list) => sends(me, uuid, list[0] === list[1] ? [list[0]] : list, { key: aKey() })),
  )
  expect(answers.every(({ status }) => status === 200 || status === 422)).toBe(true)
  const shown = (await readsMessages(me, uuid)).flatMap(
    ({ uuid, attachments = [] }: { uuid: string; attachments?: Picture[] }) =>
      attachments.map((one) => [one.uuid, uuid]),
  )
  expect(new Set(shown.map(([picture]: string[]) => picture)).size).toBe(shown.length)
  expect(shown.length).toBeGreaterThan(0)
  for (const [picture, message] of shown)
    expect(await itemOf({ uuid: picture })).toMatchObject({ message_uuid: message })
  await works({ uuid })
  expect((await filesOf(uuid)).filter((key) => key.startsWith('attachments/'))).toHaveLength(shown.length)
})
