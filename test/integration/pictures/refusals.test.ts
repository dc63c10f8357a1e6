import { afterEach, describe, expect, test } from '@jest/globals'
import {
  aKey,
  announces,
  aPicture,
  declarationOf,
  filesOf,
  itemOf,
  looksAt,
  type Picture,
  pictures,
  sends,
  sides,
  uploads,
} from '../../steps/attachments.ts'
import { bucketCallsOf, throughBucket } from '../../steps/bucketWire.ts'
import { shiftClock } from '../../steps/clock.ts'
import * as given from '../../steps/given.ts'
import { aNamedGroup, createsGroup, removes } from '../../steps/groups.ts'
import { deletes, readsMessages } from '../../steps/messageChanges.ts'
import { png } from '../../steps/pictureFiles.ts'
import { blocks } from '../../steps/safety.ts'
import { suspends } from '../../steps/suspensions.ts'
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

/** Another file of the same size and sides. */
const otherFile = () => {
  const file = png(sides)
  file[file.length - 1] = 0
  return file
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

describe('whoever cannot write cannot send a picture, and reads no file', () => {
  const readsNothing = async (act: () => Promise<Answer>, status: number, code: string) =>
    expect(await bucketCallsOf(async () => then.isRefused(await act(), status, code))).toEqual([])

  test('a stranger', async () => {
    const { me, uuid } = await given.aGroup()
    const [picture, stranger] = await Promise.all([aPicture(me, uuid), given.aUser()])
    await readsNothing(() => sends(stranger, uuid, [picture]), 404, 'message_group_not_found')
  })

  test('one of two, of whom one blocks the other', async () => {
    const { me, other, uuid } = await given.aGroup()
    const [mine, theirs] = [await aPicture(me, uuid), await aPicture(other, uuid)]
    await blocks(me, other)
    await readsNothing(() => sends(me, uuid, [mine]), 403, 'recipient_blocked')
    await readsNothing(() => sends(other, uuid, [theirs]), 403, 'recipient_unavailable')
    await readsNothing(
      () => sends(other, undefined, [theirs], { handle: me.handle }),
      403,
      'recipient_unavailable',
    )
  })

  test.each(['a conversation', 'a handle'])('somebody who is suspended, to %s', async (how) => {
    const { me, other, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    const key = aKey()
    expect((await sends(me, uuid, [await aPicture(me, uuid)], { key })).status).toBe(200)
    await suspends(me)
    const act = (key?: string) =>
      how === 'a handle'
        ? sends(me, undefined, [picture], { handle: other.handle, key })
        : sends(me, uuid, [picture], { key })
    await readsNothing(() => act(), 403, 'account_suspended')
    await readsNothing(() => act(key), 403, 'account_suspended')
  })

  test('a former member of a named group', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    const picture = await aPicture(bob, uuid)
    await removes(ann, uuid, bob)
    await readsNothing(() => sends(bob, uuid, [picture]), 404, 'message_group_not_found')
  })
})

describe('what was uploaded is what is seen', () => {
  test('also if something else is uploaded after sending, under the same form', async () => {
    const { me, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    const { body } = await sends(me, uuid, [picture])
    expect((await uploads(picture.upload, otherFile())).status).toBe(204)
    const [, again] = await readsMessages(me, uuid)
    for (const { url } of [body.attachments[0], again.attachments[0]])
      expect((await looksAt(url)).bytes).toEqual(picture.file)
  })

  test('also if something else was uploaded before sending', async () => {
    const { me, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    const file = otherFile()
    await uploads(picture.upload, file)
    const { body } = await sends(me, uuid, [picture])
    expect((await looksAt(body.attachments[0].url)).bytes).toEqual(file)
  })

  test('if the file is replaced between its check and its copy, nothing is sent', async () => {
    const { me, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    const key = aKey()
    const answer = await throughBucket(
      async ({ method }, send) => {
        if (method === 'PUT') await uploads(picture.upload, otherFile())
        return send()
      },
      () => sends(me, uuid, [picture], { key }),
    )
    isInvalid(answer)
    expect(await readsMessages(me, uuid)).toHaveLength(1)
    expect((await filesOf(uuid)).every((file) => file.startsWith('pending/'))).toBe(true)
    expect((await sends(me, uuid, [picture], { key })).status).toBe(200)
  })
})
