import { expect, test } from '@jest/globals'
import { aPicture, looksAt, opensAttachment, sends } from '../../steps/attachments.ts'
import * as given from '../../steps/given.ts'
import { deletes, edits } from '../../steps/messageChanges.ts'
import { live, opens } from '../../steps/sockets.ts'

given.anEngine()
given.aWorkQueue()
live()

test('frames have pictures without URLs, for every member the same, and the uuid leads to a URL', async () => {
  const { me, other, uuid } = await given.aGroup()
  const [mine, theirs] = [await opens(me), await opens(other)]
  const picture = await aPicture(me, uuid)
  const { body: said } = await sends(me, uuid, [{ uuid: picture.uuid, alt: 'A cat' }])
  const [{ url: _, expires_at: __, ...attachment }] = said.attachments
  const isOf = (type: string, more: object) => ({
    type,
    message: expect.objectContaining({ uuid: said.uuid, ...more }),
  })

  const frame = await theirs.receives(isOf('message', { message: '' }))
  expect(frame).toMatchObject({ message: { attachments: [attachment] } })
  expect(JSON.stringify(frame)).not.toMatch(/url|expires_at|X-Amz|"copy"/)
  expect(await mine.receives(isOf('message', { message: '' }))).toEqual(frame)
  const { body } = await opensAttachment(other, attachment.uuid)
  expect((await looksAt(body.url)).bytes).toEqual(picture.file)

  await edits(me, said, 'A caption')
  const changed = await theirs.receives(isOf('changed', { message: 'A caption' }))
  expect(changed).toMatchObject({ message: { attachments: [attachment] } })
  expect(JSON.stringify(changed)).not.toMatch(/url|expires_at/)

  await deletes(me, said)
  const deleted = await theirs.receives(isOf('changed', { message: '', deleted_at: expect.any(String) }))
  expect(JSON.stringify(deleted)).not.toMatch(/attachment/)
  await Promise.all([mine.close(), theirs.close()])
})
