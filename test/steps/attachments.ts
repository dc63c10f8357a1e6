import { expect } from '@jest/globals'
import { listFiles } from '../../src/attachments/bucket.ts'
import { groupPrefixes } from '../../src/domain/attachment.ts'
import * as given from './given.ts'
import { keyAt, readsMessages } from './messageChanges.ts'
import { png } from './pictureFiles.ts'
import { handlerOf } from './sockets.ts'
import { newIn } from './stream.ts'
import { itemsIn } from './table.ts'
import { calls } from './when.ts'
import { works } from './workQueue.ts'

/* What people do with pictures: announce them, upload them, send them, and look at them. */

type Caller = { token: string }
export type Form = { url: string; fields: Record<string, string> }
type Sides = { width: number; height: number }

export const sides = { width: 6, height: 4 }

/** What a client announces of a file. */
export const declarationOf = (file: Buffer, more: object = {}) => ({
  content_type: 'image/png',
  bytes: file.length,
  ...sides,
  ...more,
})

export const announces = (as: Caller, groupUuid: string, declaration: object) =>
  calls('POST', '/api/attachments', { as, body: { message_group_uuid: groupUuid, ...declaration } })

/** Uploads a file as a browser does. Returns the status and the code of an error. */
export const uploads = async ({ url, fields }: Form, file: Buffer | string) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob([new Uint8Array(Buffer.from(file))]))
  const response = await fetch(url, { method: 'POST', body: form })
  const [, code] = /<Code>(\w+)<\/Code>/.exec(await response.text()) ?? []
  return { status: response.status, code }
}

export type Picture = { uuid: string; upload: Form; file: Buffer }

/** A picture that its sender has announced and uploaded. */
export const aPicture = async (
  as: Caller,
  groupUuid: string,
  { file = png(sides), ...declared }: { file?: Buffer; content_type?: string } & Partial<Sides> = {},
): Promise<Picture> => {
  const { status, body } = await announces(as, groupUuid, declarationOf(file, declared))
  expect(status).toBe(200)
  expect(await uploads(body.upload, file)).toEqual({ status: 204, code: undefined })
  return { uuid: body.uuid, upload: body.upload, file }
}

export const pictures = (count: number, as: Caller, groupUuid: string): Promise<Picture[]> =>
  Promise.all(Array.from({ length: count }, () => aPicture(as, groupUuid)))

/** A new idempotency key. */
export const aKey = () => keyAt(Date.now())

type Sent = { uuid: string; alt?: string }
type More = { key?: string | undefined; message?: string; reply_to?: string; handle?: string }

export const idsOf = (sent: Sent[]) =>
  sent.map(({ uuid, alt }) => ({ uuid, ...(alt === undefined ? {} : { alt }) }))

/** Sends pictures, to a conversation or to a handle. */
export const sends = (
  as: Caller,
  groupUuid: string | undefined,
  attachments: Sent[],
  { key = aKey(), ...more }: More = {},
) =>
  calls('POST', '/api/messages', {
    as,
    headers: { 'idempotency-key': key },
    body: {
      ...(groupUuid === undefined ? {} : { message_group_uuid: groupUuid }),
      attachments: idsOf(attachments),
      ...more,
    },
  })

/** A conversation, and a message in it with a picture, by the first of the two. */
export const aSentPicture = async (more: More & { alt?: string } = {}) => {
  const group = await given.aGroup()
  const { alt, ...message } = more
  const picture = await aPicture(group.me, group.uuid)
  const { status, body: said } = await sends(
    group.me,
    group.uuid,
    [{ uuid: picture.uuid, ...(alt === undefined ? {} : { alt }) }],
    message,
  )
  expect(status).toBe(200)
  return { ...group, picture, said }
}

/** Opens the URL of a picture, without a token. */
export const looksAt = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers })
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  }
}

type Shown = { url: string; expires_at: string }

/** Pictures without the signatures of their URLs, which differ from function to function. */
export const unsigned = <T extends Shown>(shown: T[]) =>
  shown.map(({ expires_at: _, ...one }) => ({ ...one, url: new URL(one.url).pathname }))

export const opensAttachment = (as: Caller, uuid: string) => calls('GET', `/api/attachments/${uuid}`, { as })

/** The keys of the files of a conversation, of which there are at most 100. */
export const filesOf = async (groupUuid: string): Promise<string[]> =>
  (await Promise.all(groupPrefixes(groupUuid).map(listFiles))).flat()

export const itemOf = async ({ uuid }: { uuid: string }) => (await itemsIn(`ATT#${uuid}`))[0]

/** Hands these records of a conversation to updateInbox. */
export const handlesStream = async (groupUuid: string, count: number) =>
  (await handlerOf('updateInbox'))({ Records: await newIn([groupUuid], count) })

/** Does what follows the deletion of messages: the stream, and then the queue. */
export const tidiesUp = async (groupUuid: string, count: number) => {
  expect(await handlesStream(groupUuid, count)).toEqual({ batchItemFailures: [] })
  return works({ uuid: groupUuid })
}

export type Send = (key?: string) => ReturnType<typeof sends>

/** Two pictures, and how to send them with one key. */
export const twoPictures = async (age = 0) => {
  const { me, other, uuid } = await given.aGroup()
  const key = keyAt(Date.now() - age)
  const [one, two] = (await pictures(2, me, uuid)) as [Picture, Picture]
  const send: Send = () => sends(me, uuid, [one, two], { key, message: 'Look!' })
  return { me, other, uuid, key, one, two, send }
}

/** The message is stored once, and its pictures can be seen. */
export const isStoredOnce = async (as: Caller, uuid: string, file: Buffer) => {
  const [, ...messages] = await readsMessages(as, uuid)
  expect(messages).toHaveLength(1)
  for (const { url } of messages[0].attachments) expect((await looksAt(url)).bytes).toEqual(file)
}
