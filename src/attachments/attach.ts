import { randomBytes } from 'node:crypto'
import {
  type Attachment,
  attachmentRefusal,
  copyKey,
  headersOf,
  isAttachable,
  maxSide,
  pendingKey,
  type RequestedAttachment,
  sidesOf,
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

/** Undefined if what was uploaded is not the announced picture, or was replaced meanwhile. */
const checkAndCopy = async (upload: Upload, copy: string): Promise<Omit<Attachment, 'alt'> | undefined> => {
  const { uuid, groupUuid, contentType } = upload
  const from = pendingKey(groupUuid, uuid)
  const file = await readStart(from, maxHeaderBytes)
  const real = file && readSides(contentType, file.start)
  if (!file || !real || file.bytes > upload.bytes) return undefined
  const areSidesValid = [real.width, real.height].every((side) => side >= 1 && side <= maxSide)
  if (!areSidesValid) return undefined
  const to = copyKey(groupUuid, { uuid, copy })
  const isCopied = await copyFile({ from, etag: file.etag, to, headers: headersOf(upload) })
  return isCopied ? { uuid, copy, contentType, bytes: file.bytes, ...sidesOf(upload, real) } : undefined
}

type Target = { messageUuid: string; groupUuid: string; userUuid: string; now: number }

/** Throws an error with the index of the first attachment that cannot be sent. */
const requireUploads = async (requested: RequestedAttachment[], target: Target): Promise<Upload[]> => {
  const uploads = await getUploads(requested.map(({ uuid }) => uuid))
  return uploads.map((upload, index) => {
    const isRepeated = requested.findIndex(({ uuid }) => uuid === upload?.uuid) < index
    if (!upload || isRepeated || !isAttachable(upload, target)) throw attachmentRefusal(index)
    return upload
  })
}

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
  const attached = await Promise.all(
    uploads.map((upload, index) => checkAndCopy(upload, copies[index]?.copy ?? '')),
  )
  return attached.map((attachment, index) => {
    if (!attachment) throw attachmentRefusal(index)
    return { ...attachment, alt: requested[index]?.alt ?? '' }
  })
}
