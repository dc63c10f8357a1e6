import { randomBytes } from 'node:crypto'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { v7 as uuidv7 } from 'uuid'
import { copyFile, readStart } from '../src/attachments/bucket.ts'
import { type Attachment, copyKey, pendingKey } from '../src/domain/attachment.ts'
import { maxHeaderBytes, readSides } from '../src/domain/pictureHeader.ts'
import { placeOf } from '../src/domain/place.ts'
import { env } from '../src/env.ts'
import { sendWork } from '../src/queue.ts'
import { documents } from '../src/repository/client.ts'
import { attachmentKey } from '../src/repository/keys.ts'
import { messageItem } from '../src/repository/messages.ts'
import { requireSender } from '../src/repository/send.ts'
import { findStored } from '../src/repository/storeMessage.ts'
import { putIfAbsent } from '../src/repository/writes.ts'
import { recordCalls } from './awsCalls.ts'
import { atMost, type Finding } from './part.ts'
import { type Chat, createChat, sendPictures, uploadPictures, usedBy } from './pictureCosts.ts'
import { promises } from './promises.ts'
import { roundTrips } from './spans.ts'
import type { Cell, Table } from './table.ts'

/*
 * Another design of sending: a claim in the item of each picture, then the message, without a transaction. A crash between
 * the two leaves claims without a message.
 */

/** Also reads the item, so that no other request has to. */
const claim = async (uuid: string, messageUuid: string, copy: string) => {
  const { Attributes = {} } = await documents.send(
    new UpdateCommand({
      TableName: env.tableName,
      Key: attachmentKey(uuid),
      UpdateExpression: 'SET message_uuid = :message, #copy = :copy REMOVE expires_at',
      ConditionExpression:
        'attribute_exists(pk) AND (attribute_not_exists(message_uuid) OR message_uuid = :message)',
      ExpressionAttributeNames: { '#copy': 'copy' },
      ExpressionAttributeValues: { ':message': messageUuid, ':copy': copy },
      ReturnValues: 'ALL_NEW',
    }),
  )
  return Attributes
}

const alt = 'A drawing of a table with four seats'

const checkAndCopy = async (group: string, uuid: string, copy: string): Promise<Attachment> => {
  const contentType = 'image/png'
  const from = pendingKey(group, uuid)
  const file = await readStart(from, maxHeaderBytes)
  const sides = file && readSides(contentType, file.start)
  if (!file || !sides) throw new Error('The picture has no header')
  const to = copyKey(group, { uuid, copy })
  await copyFile({ from, etag: file.etag, to, picture: { uuid, contentType } })
  return { uuid, copy, contentType, bytes: file.bytes, ...sides, alt }
}

const sendWithClaims = async ({ me, other, group }: Chat, uuids: string[]) => {
  await requireSender(me.uuid, group)
  const uuid = uuidv7()
  const memberUuids = [me.uuid, other.uuid]
  const draft = { uuid, groupUuid: group, text: '', sender: me, memberUuids }
  await findStored(draft)
  const copies = uuids.map((uuid) => ({ uuid, copy: randomBytes(8).toString('hex') }))
  await sendWork({ kind: 'sweep_attachments', group_uuid: group, copies })
  await Promise.all(copies.map((one) => claim(one.uuid, uuid, one.copy)))
  const attachments = await Promise.all(copies.map((one) => checkAndCopy(group, one.uuid, one.copy)))
  await putIfAbsent(messageItem({ ...draft, place: placeOf(Date.now(), uuid), attachments }))
}

const ways = [
  { name: 'claims and the message in a transaction (ours)', send: sendPictures },
  { name: 'claims, then the message', send: sendWithClaims },
]

type Measured = { count: number; name: string; roundTrips: number } & ReturnType<typeof usedBy>

const findingsIn = ([own]: Measured[]): Finding[] => [
  atMost('sending a picture', promises.picture.wcu, own?.wcu ?? Number.NaN, 'WCU'),
  atMost('sending a picture', promises.picture.roundTrips, own?.roundTrips ?? Number.NaN, 'round trips'),
]

/** Sending in each design: what its function uses. */
export const measurePictureDesigns = async (text: string): Promise<{ table: Table; findings: Finding[] }> => {
  const measured: Measured[] = []
  for (const count of [1, 10]) {
    for (const { name, send } of ways) {
      const chat = await createChat(text)
      await sendPictures(chat, await uploadPictures(chat, 1)) // the process then knows the limits of the sender
      const uuids = await uploadPictures(chat, count)
      const { calls } = await recordCalls(() => send(chat, uuids))
      measured.push({ count, name, roundTrips: roundTrips(calls), ...usedBy(calls) })
    }
  }
  const table = {
    title: 'Ways to send pictures',
    columns: [
      { heading: 'pictures', digits: 0 },
      { heading: 'way' },
      { heading: 'WCU', digits: 1 },
      { heading: 'RCU', digits: 1 },
      { heading: 'round trips', digits: 0 },
      { heading: '$ a million', digits: 2 },
    ],
    rows: measured.map(({ count, name, wcu, rcu, roundTrips, dollars }): Cell[] => [
      count,
      name,
      wcu,
      rcu,
      roundTrips,
      dollars,
    ]),
    notes: ['Only the function that sends: without the announcements, the uploads and the job.'],
  }
  return { table, findings: findingsIn(measured) }
}
