import { randomBytes } from 'node:crypto'
import {
  type Attachment,
  attachmentRefusal,
  copyKey,
  isAttachable,
  maxSide,
  type Picture,
  pendingKey,
  type RequestedAttachment,
  sidesOf,
  type Target,
  type Upload,
} from '../domain/attachment.ts'
import { maxHeaderBytes, readSides } from '../domain/pictureHeader.ts'
import { sendWork } from '../queue.ts'
import { getUploads } from '../repository/attachments.ts'
import { copyFile, readStart } from './bucket.ts'

/*
 * Checks what a sender has uploaded, and copies exactly that to where the sender cannot write: a presigned POST can be
 * repeated until it expires (docs/decisions/0046-pictures.md).
 */

/** A file that was checked, and its ETag. */
type Checked = { upload: Upload; etag: string; picture: Picture }

/** Undefined if what was uploaded is not the announced picture. */
const check = async (upload: Upload): Promise<Checked | undefined> => {
  const { uuid, groupUuid, contentType } = upload
  const file = await readStart(pendingKey(groupUuid, uuid), maxHeaderBytes)
  const real = file && readSides(contentType, file.start)
  if (!file || !real || file.bytes > upload.bytes) return undefined
  const areSidesValid = [real.width, real.height].every((side) => side >= 1 && side <= maxSide)
  if (!areSidesValid) return undefined
  return { upload, etag: file.etag, picture: { contentType, bytes: file.bytes, ...sidesOf(upload, real) } }
}

/** Undefined if the file was replaced after it was checked. */
const copyChecked = async ({ upload, etag, picture }: Checked, copy: string) => {
  const { uuid, groupUuid } = upload
  const [from, to] = [pendingKey(groupUuid, uuid), copyKey(groupUuid, { uuid, copy })]
  return (await copyFile({ from, etag, to, picture: upload })) ? { uuid, copy, ...picture } : undefined
}

/** Throws an error with the index of the first attachment that cannot be sent. */
const requireUploads = async (requested: RequestedAttachment[], target: Target): Promise<Upload[]> => {
  const uploads = await getUploads(requested.map(({ uuid }) => uuid))
  return uploads.map((upload, index) => {
    const isRepeated = requested.findIndex(({ uuid }) => uuid === upload?.uuid) < index
    if (!upload || isRepeated || !isAttachable(upload, target)) throw attachmentRefusal(index)
    return upload
  })
}

/** Throws an error with the index of the first one that is undefined. */
const all = <T>(found: (T | undefined)[]): T[] =>
  found.map((one, index) => {
    if (one === undefined) throw attachmentRefusal(index)
    return one
  })

/** After this time, no request that began before can still send its copies, and nothing can be uploaded again. */
const sweepDelaySeconds = 15 * 60

/** Makes attachments of a new message. A job deletes the copies if the message is never stored. */
export const attach = async (requested: RequestedAttachment[], target: Target): Promise<Attachment[]> => {
  const uploads = await requireUploads(requested, target)
  const copies = uploads.map(({ uuid }) => ({ uuid, copy: randomBytes(8).toString('hex') }))
  await sendWork(
    { kind: 'sweep_attachments', group_uuid: target.groupUuid, copies },
    { delaySeconds: sweepDelaySeconds },
  )
  // All checks before the first copy, so that a message that is refused has caused none.
  const checked = all(await Promise.all(uploads.map(check)))
  const copied = all(
    await Promise.all(checked.map((one, index) => copyChecked(one, copies[index]?.copy ?? ''))),
  )
  return copied.map((attachment, index) => ({ ...attachment, alt: requested[index]?.alt ?? '' }))
}
