import { deleteFile } from '../attachments/bucket.ts'
import { copyKey, pendingKey } from '../domain/attachment.ts'
import type { JobOf } from '../domain/job.ts'
import { getUploads } from '../repository/attachments.ts'

/**
 * Tidies up after an attempt to send pictures, some time after its end. Deletes the copies that the attempt has made and that
 * no message shows: it failed, or another attempt was faster. Of those that a message shows, deletes the upload.
 */
export const sweepAttachments = async ({
  group_uuid,
  copies,
}: JobOf<'sweep_attachments'>): Promise<undefined> => {
  const uploads = await getUploads(copies.map(({ uuid }) => uuid))
  await Promise.all(
    copies.map(({ uuid, copy }, index) => {
      const isShown = uploads[index]?.copy === copy
      return deleteFile(isShown ? pendingKey(group_uuid, uuid) : copyKey(group_uuid, { uuid, copy }))
    }),
  )
}
