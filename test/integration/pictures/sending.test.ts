import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import {
  aPicture,
  filesOf,
  itemOf,
  opensAttachment,
  type Picture,
  pictures,
  sends,
  sides,
  uploads,
} from '../../steps/attachments.ts'
import { bucketCallsOf } from '../../steps/bucketWire.ts'
import * as given from '../../steps/given.ts'
import { aNamedGroup } from '../../steps/groups.ts'
import { readsMessages } from '../../steps/messageChanges.ts'
import { png } from '../../steps/pictureFiles.ts'
import { changes, opensGroup, saysInto } from '../../steps/safety.ts'
import { itemsIn } from '../../steps/table.ts'
import * as then from '../../steps/then.ts'
import { meter } from '../../steps/wire.ts'
import { takesJobs } from '../../steps/workQueue.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

/** A picture as a message has it. */
const shown = (uuid: string, alt = '', file = png(sides)) => ({
  uuid,
  content_type: 'image/png',
  bytes: file.length,
  ...sides,
  alt,
  url: expect.stringContaining(`/${uuid}/`),
  expires_at: expect.stringMatching(/Z$/),
})

describe('a message with a picture', () => {
  test.each([
    ['and a text', { message: 'Look!' }, 'Look!'],
    ['and no text', {}, ''],
    ['and an empty text', { message: '' }, ''],
    ['and a blank text', { message: ' \u200b\n' }, ''],
  ])('%s is stored, and both members see it', async (_, text, message) => {
    const { me, other, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    const { status, body } = await sends(me, uuid, [{ uuid: picture.uuid, alt: 'A black 🐈' }], text)
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        message,
        message_group_uuid: uuid,
        attachments: [shown(picture.uuid, 'A black 🐈')],
      }),
    ])
    const { message_group_uuid, ...asStored } = body
    const attachments = [shown(picture.uuid, 'A black 🐈')]
    for (const as of [me, other])
      expect((await readsMessages(as, uuid))[1]).toEqual({ ...asStored, attachments })
  })

  test('has ten of them in the order of the request, and their items lead to it', async () => {
    const { me, other, uuid } = await given.aGroup()
    const ten = (await pictures(10, me, uuid))
      .map(({ uuid }, index) => ({ uuid, alt: `number ${index}` }))
      .reverse()
    const { body } = await sends(me, uuid, ten)
    expect(body.attachments).toEqual(ten.map(({ uuid, alt }) => shown(uuid, alt)))
    for (const { uuid: attachment } of ten) {
      const item = await itemOf({ uuid: attachment })
      expect(item).toMatchObject({ message_uuid: body.uuid, user_uuid: me.uuid, group_uuid: uuid })
      expect(item?.expires_at).toBeUndefined()
      expect((await opensAttachment(other, attachment)).status).toBe(200)
    }
  })

  test('has the alternative text of its attachment: the longest one, or none', async () => {
    const { me, uuid } = await given.aGroup()
    const [one, two] = (await pictures(2, me, uuid)) as [Picture, Picture]
    const alt = `${'🏳️‍🌈'.repeat(62)}ab`
    expect([...alt]).toHaveLength(250)
    const { body } = await sends(me, uuid, [{ uuid: one.uuid, alt }, { uuid: two.uuid }])
    expect(body.attachments.map(({ alt }: { alt: string }) => alt)).toEqual([alt, ''])
  })

  test('names its picture in any case', async () => {
    const { me, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    const { body } = await sends(me, uuid, [{ uuid: picture.uuid.toUpperCase() }])
    expect(body.attachments).toEqual([shown(picture.uuid)])
  })

  test('has the sides of the file, whatever was declared, or these turned by 90 degrees', async () => {
    const { me, uuid } = await given.aGroup()
    const wrong = await aPicture(me, uuid, { width: 5, height: 5 })
    const turned = await aPicture(me, uuid, { width: sides.height, height: sides.width })
    const { body } = await sends(me, uuid, [wrong, turned])
    const found = body.attachments.map(({ width, height }: typeof sides) => [width, height])
    expect(found).toEqual([
      [6, 4],
      [4, 6],
    ])
  })

  test('has the size of the file, if a larger one was announced', async () => {
    const { me, uuid } = await given.aGroup()
    const small = png({ width: 1, height: 1 })
    const picture = await aPicture(me, uuid, { file: Buffer.concat([small, Buffer.alloc(1000)]) })
    await uploads(picture.upload, small)
    const { body } = await sends(me, uuid, [picture])
    expect(body.attachments[0]).toMatchObject({ bytes: small.length, width: 1, height: 1 })
  })

  test('can reply, and can be replied to', async () => {
    const { me, other, uuid, messageUuid } = await given.aGroup()
    const { body } = await sends(me, uuid, [await aPicture(me, uuid)], { reply_to: messageUuid })
    expect(body.reply_to).toMatchObject({ uuid: messageUuid, message: 'Hello!' })
    const { body: reply } = await sends(other, uuid, [await aPicture(other, uuid)], { reply_to: body.uuid })
    expect(reply.reply_to).toMatchObject({ uuid: body.uuid, message: '', attachment_count: 1 })
  })

  test('can be sent in a named group, by any member', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    const picture = await aPicture(bob, uuid)
    expect((await sends(bob, uuid, [picture], { message: 'Look!' })).status).toBe(200)
    expect((await readsMessages(ann, uuid)).at(-1)).toMatchObject({
      message: 'Look!',
      attachments: [shown(picture.uuid)],
    })
  })

  test('can be sent to a handle, if there is a conversation', async () => {
    const { me, other, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    const { body } = await sends(me, undefined, [picture], { handle: other.handle })
    expect([body.message_group_uuid, body.attachments]).toEqual([uuid, [shown(picture.uuid)]])
  })

  test('cannot begin a conversation', async () => {
    const { me, uuid } = await given.aGroup()
    const stranger = await given.aUser()
    const picture = await aPicture(me, uuid)
    const answer = await sends(me, undefined, [picture], { handle: stranger.handle })
    then.isRefused(answer, 422, 'attachment_invalid')
    expect((await sends(me, uuid, [picture])).status).toBe(200)
  })

  test('brings an archived conversation back, as any message', async () => {
    const { me, uuid } = await given.aGroup()
    await changes(me, uuid, { is_archived: true })
    expect((await sends(me, uuid, [await aPicture(me, uuid)])).status).toBe(200)
    expect((await opensGroup(me, uuid)).state).toBe('inbox')
  })

  test('is stored once, with its picture, however late its key is', async () => {
    const { me, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    const key = uuidv7({ msecs: Date.now() - 600_000 })
    for (const _ of ['first', 'again'])
      expect((await sends(me, uuid, [picture], { key })).body.uuid).toBe(key)
    expect((await readsMessages(me, uuid)).map(({ uuid }: { uuid: string }) => uuid)).toHaveLength(2)
    expect(await itemOf(picture)).toMatchObject({ message_uuid: key })
  })

  test('writes a job that tidies up after fifteen minutes, before it reads the files', async () => {
    const { me, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    await sends(me, uuid, [picture])
    const [copy] = (await filesOf(uuid)).filter((key) => key.startsWith('attachments/'))
    expect(takesJobs({ uuid })).toMatchObject([
      {
        job: {
          kind: 'sweep_attachments',
          group_uuid: uuid,
          copies: [{ uuid: picture.uuid, copy: copy?.split('/')[3] }],
        },
        delaySeconds: 900,
      },
    ])
  })

  test('costs two requests to the bucket for each picture, and one transaction', async () => {
    const { me, uuid } = await given.aGroup()
    const two = await pictures(2, me, uuid)
    const made = await bucketCallsOf(async () => {
      const { commands } = await meter(() => sends(me, uuid, two))
      expect(commands).toEqual(['GetItem', 'GetItem', 'BatchGetItem', 'TransactWriteItems'])
    })
    expect(made.map(({ method }) => method).sort()).toEqual(['GET', 'GET', 'PUT', 'PUT'])
  })
})

test('a text can still be sent without attachments, and needs no bucket', async () => {
  const { me, uuid } = await given.aGroup()
  expect(await bucketCallsOf(() => saysInto(me, 'hi', uuid))).toEqual([])
  expect(takesJobs({ uuid })).toEqual([])
  expect((await itemsIn(`MSG#${uuid}`)).every(({ attachments }) => attachments === undefined)).toBe(true)
})
