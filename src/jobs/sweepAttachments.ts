import { deleteFile } from '../attachments/bucket.ts'
import { copyKey, pendingKey } from '../domain/attachment.ts'
import type { JobOf } from '../domain/job.ts'
import { getUploads } from '../repository/attachments.ts'

/**
 * Tidies up after an attempt to send pictures, some time after its end. Deletes the copies that the attempt has made and that
 * no message shows: it failed, or another attempt was faster. Deletes the upload if a message shows its copy, or if it cannot
 * be sent any more.
 */
export const sweepAttachments = async ({
  group_uuid,
  copies,
}: JobOf<'sweep_attachments'>): Promise<undefined> => {
  const uploads = await getUploads(copies.map(({ uuid }) => uuid))
  const keys = copies.flatMap(({ uuid, copy }, index) => {
    const upload = uploads[index]
    const isShown = upload?.copy === copy
    return [
      ...(isShown || !upload ? [pendingKey(group_uuid, uuid)] : []),
      ...(isShown ? [] : [copyKey(group_uuid, { uuid, copy })]),
    ]
  })
  await Promise.all(keys.map(deleteFile))
}
