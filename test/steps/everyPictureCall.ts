import { expect } from '@jest/globals'
import { deleteFile } from '../../src/attachments/bucket.ts'
import {
  announces,
  aPicture,
  declarationOf,
  filesOf,
  looksAt,
  opensAttachment,
  sends,
  sides,
  tidiesUp,
} from './attachments.ts'
import { erases } from './erasures.ts'
import * as given from './given.ts'
import { deletes, edits, reacts, readsMessages, unreacts } from './messageChanges.ts'
import { png } from './pictureFiles.ts'
import { reports } from './reported.ts'
import { calls } from './when.ts'
import { crashesBeforeTransaction } from './wire.ts'
import { works } from './workQueue.ts'

/** A picture from its announcement to its end, with all of its URLs. The bucket knows which function has signed them. */
export const sendsPictures = async () => {
  Object.assign(process.env, {
    CHANGES_PER_MINUTE: '30',
    MESSAGE_SEARCHES_PER_MINUTE: '20',
    UPLOADS_PER_HOUR: '60',
  })
  const { me, other, uuid } = await given.aGroup()
  const stranger = await given.aUser()
  const { body: missing } = await announces(me, uuid, declarationOf(png(sides)))
  expect((await sends(me, uuid, [missing])).status).toBe(422)
  const picture = await aPicture(me, uuid)
  const { body: said } = await sends(me, uuid, [picture], { message: 'a picture' })
  const answers = [
    [said],
    await readsMessages(other, uuid),
    (await calls('GET', `/api/messages/${uuid}/search?q=picture`, { as: other })).body,
    ...[await reacts(other, said, '👍'), await unreacts(other, said), await edits(me, said, 'Look!')].map(
      ({ body }) => [body],
    ),
    [{ attachments: [(await opensAttachment(other, picture.uuid)).body] }],
  ]
  for (const { url } of answers.flat().flatMap(({ attachments = [] }) => attachments))
    expect((await looksAt(url)).status).toBe(200)
  // Functions that are called by a new user look the user up.
  await announces(stranger, uuid, declarationOf(png(sides)))
  await opensAttachment(stranger, picture.uuid)
  await reports(other, uuid, said.uuid)
  const { body: lost } = await sends(me, uuid, [await aPicture(me, uuid)])
  await Promise.all(
    (await filesOf(uuid)).filter((key) => key.includes(lost.attachments[0].uuid)).map(deleteFile),
  )
  await reports(other, uuid, lost.uuid)
  const { body: unreported } = await sends(me, uuid, [await aPicture(me, uuid)])
  await crashesBeforeTransaction(() => reports(other, uuid, unreported.uuid))
  await works({ uuid })
  await deletes(me, said)
  await tidiesUp(uuid, 2)
  await erases(me)
  await tidiesUp(uuid, 3)
}
