import { expect } from '@jest/globals'
import { deleteFile } from '../../src/attachments/bucket.ts'
import { copyKey } from '../../src/domain/attachment.ts'
import {
  announces,
  aPicture,
  aSentPicture,
  declarationOf,
  itemOf,
  looksAt,
  opensAttachment,
  sends,
  sides,
  tidiesUp,
} from './attachments.ts'
import { erases } from './erasures.ts'
import * as given from './given.ts'
import { deletes } from './messageChanges.ts'
import { png } from './pictureFiles.ts'
import { calls } from './when.ts'
import { delivers, takesJobs } from './workQueue.ts'

type Said = { uuid: string; message_group_uuid: string }

/** Opens the pictures of an answer. The function that has signed a URL needs the permission to read. */
const opensPictures = async ({ body }: { body: unknown }) => {
  const urls = [...JSON.stringify(body).matchAll(/"url":"([^"]+)"/g)]
  expect(urls).toHaveLength(1)
  for (const [, url = ''] of urls) expect((await looksAt(url)).status).toBe(200)
}

const report = (as: { token: string }, { message_group_uuid, uuid: message_uuid }: Said) =>
  calls('POST', '/api/reports', { as, body: { message_group_uuid, message_uuid, reason: 'spam' } })

/** Pictures from their announcement to their end, with files that are missing. */
export const sharesPictures = async () => {
  Object.assign(process.env, { UPLOADS_PER_HOUR: '60', CHANGES_PER_MINUTE: '30' })
  const { me, other, uuid } = await given.aGroup()
  // Functions that are called by a new user look the user up.
  await announces(await given.aUser(), uuid, declarationOf(png(sides)))
  const { body: missing } = await announces(me, uuid, declarationOf(png(sides)))
  const picture = await aPicture(me, uuid)
  expect((await sends(me, uuid, [picture, missing])).status).toBe(422)
  const sent = await sends(me, uuid, [picture], { message: 'A picture' })
  const path = `/api/messages/${uuid}/${sent.body.uuid}`
  for (const answer of [
    sent,
    await calls('GET', `/api/messages/${uuid}?limit=1`, { as: other }),
    await calls('GET', `/api/messages/${uuid}/search?q=picture`, { as: other }),
    await calls('PATCH', path, { as: me, body: { message: 'A caption' } }),
    await calls('PUT', `${path}/reaction`, { as: other, body: { emoji: '👍' } }),
    await calls('DELETE', `${path}/reaction`, { as: other }),
    await opensAttachment(other, picture.uuid),
  ])
    await opensPictures(answer)
  await opensAttachment(await given.aUser(), picture.uuid)
  expect((await report(other, sent.body)).status).toBe(200)
  for (const { body } of takesJobs({ uuid })) await delivers(body) // sweeps
  await deletes(me, sent.body)
  await tidiesUp(uuid, 2)

  const { me: erased, other: reader, picture: lost, uuid: group, said } = await aSentPicture()
  const { body: kept } = await sends(erased, group, [await aPicture(erased, group)])
  expect((await report(reader, kept)).status).toBe(200)
  await deleteFile(copyKey(group, { uuid: lost.uuid, copy: String((await itemOf(lost))?.copy) }))
  await report(reader, { ...said, message_group_uuid: group })
  await erases(erased)
  await tidiesUp(group, 3)
}
