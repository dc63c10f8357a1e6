import { afterEach, describe, expect, test } from '@jest/globals'
import {
  aKey,
  announces,
  aPicture,
  declarationOf,
  itemOf,
  type Picture,
  pictures,
  sends,
  sides,
  uploads,
} from '../../steps/attachments.ts'
import { bucketCallsOf } from '../../steps/bucketWire.ts'
import { shiftClock } from '../../steps/clock.ts'
import * as given from '../../steps/given.ts'
import { createsGroup } from '../../steps/groups.ts'
import { deletes, readsMessages } from '../../steps/messageChanges.ts'
import { png } from '../../steps/pictureFiles.ts'
import * as then from '../../steps/then.ts'
import { tokenFor } from '../../steps/tokens.ts'
import { calls } from '../../steps/when.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

afterEach(() => shiftClock(0))

type Answer = Awaited<ReturnType<typeof sends>>

const isInvalid = (answer: Answer, index = 0) => {
  then.isRefused(answer, 422, 'attachment_invalid')
  expect(answer.headers.get('x-error-field')).toBe(`attachments[${index}]`)
}

describe('a picture cannot be sent', () => {
  test('before it is uploaded, and can be after that', async () => {
    const { me, uuid } = await given.aGroup()
    const file = png(sides)
    const { body } = await announces(me, uuid, declarationOf(file))
    const key = aKey()
    isInvalid(await sends(me, uuid, [body], { key }))
    await uploads(body.upload, file)
    expect((await sends(me, uuid, [body], { key })).status).toBe(200)
  })

  test('if its upload was interrupted', async () => {
    const { me, uuid } = await given.aGroup()
    const { body } = await announces(me, uuid, declarationOf(png(sides)))
    const form = new FormData()
    for (const [name, value] of Object.entries(body.upload.fields)) form.append(name, String(value))
    const { headers, body: stream } = new Response(form)
    const half = new ReadableStream({
      async start(controller) {
        for await (const chunk of stream ?? []) controller.enqueue(chunk)
        controller.error(new Error('the connection is lost'))
      },
    })
    const request = { method: 'POST', headers, body: half, duplex: 'half' } as RequestInit
    await expect(fetch(body.upload.url, request)).rejects.toThrow()
    isInvalid(await sends(me, uuid, [body]))
  })

  test('twice in one message', async () => {
    const { me, uuid } = await given.aGroup()
    const [one, two] = (await pictures(2, me, uuid)) as [Picture, Picture]
    isInvalid(await sends(me, uuid, [one, two, one]), 2)
    isInvalid(await sends(me, uuid, [one, { uuid: one.uuid.toUpperCase() }]), 1)
    expect((await sends(me, uuid, [one, two])).status).toBe(200)
  })

  test('in a second message, also once the first was deleted', async () => {
    const { me, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    const { body } = await sends(me, uuid, [picture])
    isInvalid(await sends(me, uuid, [picture]))
    await deletes(me, body)
    isInvalid(await sends(me, uuid, [picture]))
  })

  test('in two messages at once: exactly one wins', async () => {
    const { me, uuid } = await given.aGroup()
    const [shared, ...others] = (await pictures(3, me, uuid)) as [Picture, Picture, Picture]
    const answers = await Promise.all(others.map((other) => sends(me, uuid, [other, shared])))
    const [won, lost] = [200, 422].map((status) => answers.findIndex((answer) => answer.status === status))
    isInvalid(answers[lost ?? -1] as Answer, 1)
    expect(await readsMessages(me, uuid)).toHaveLength(2)
    expect(await itemOf(shared)).toMatchObject({ message_uuid: answers[won ?? -1]?.body.uuid })
    // The other picture of the message that lost is still free.
    expect((await sends(me, uuid, [others[lost ?? -1] as Picture])).status).toBe(200)
  })

  test('by somebody else, in the conversation of both', async () => {
    const { me, other, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    isInvalid(await sends(other, uuid, [picture]))
    expect((await sends(me, uuid, [picture])).status).toBe(200)
  })

  test('in another conversation of its owner, direct or named', async () => {
    const { me, other, uuid } = await given.aGroup()
    const { body: group } = await createsGroup(me, 'Trip', [other])
    const picture = await aPicture(me, uuid)
    isInvalid(await sends(me, group.uuid, [picture]))
    isInvalid(await sends(me, uuid, [await aPicture(me, group.uuid)]))
  })

  test('a day after it was announced', async () => {
    const { me, uuid } = await given.aGroup()
    const [early, late] = (await pictures(2, me, uuid)) as [Picture, Picture]
    const later = () => ({ token: tokenFor(me.cognitoUserId) })
    shiftClock(24 * 60 * 60_000 - 60_000)
    expect((await sends(later(), uuid, [early])).status).toBe(200)
    shiftClock(24 * 60 * 60_000 + 1_000)
    isInvalid(await sends(later(), uuid, [late]))
  })

  test('with one that cannot: none is sent, and the index says which one it was', async () => {
    const { me, uuid } = await given.aGroup()
    const three = await pictures(3, me, uuid)
    const { body } = await announces(me, uuid, declarationOf(png(sides)))
    const made = await bucketCallsOf(async () => isInvalid(await sends(me, uuid, [...three, body]), 3))
    expect(made.filter(({ method }) => method === 'PUT')).toEqual([]) // a copy costs more than a check
    expect(await readsMessages(me, uuid)).toHaveLength(1)
    expect((await sends(me, uuid, three)).status).toBe(200)
  })

  test('without an idempotency key', async () => {
    const { me, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    const body = { message_group_uuid: uuid, message: 'Look!', attachments: [{ uuid: picture.uuid }] }
    const answer = await calls('POST', '/api/messages', { as: me, body })
    then.isRefused(answer, 400, 'idempotency_key_invalid')
    expect(await readsMessages(me, uuid)).toHaveLength(1)
  })
})
