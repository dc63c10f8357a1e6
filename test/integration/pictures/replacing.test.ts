import { describe, expect, test } from '@jest/globals'
import { aKey, aPicture, filesOf, looksAt, sends, sides, uploads } from '../../steps/attachments.ts'
import { throughBucket } from '../../steps/bucketWire.ts'
import * as given from '../../steps/given.ts'
import { readsMessages } from '../../steps/messageChanges.ts'
import { png } from '../../steps/pictureFiles.ts'
import * as then from '../../steps/then.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

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
