import { deleteFile, listFiles } from '../attachments/bucket.ts'
import { attachmentUuidIn, copyKey, groupPrefixes, pendingKey, reportedPrefix } from '../domain/attachment.ts'
import type { JobOf } from '../domain/job.ts'
import { inParallel } from '../inParallel.ts'
import { deleteUpload, getUploads } from '../repository/attachments.ts'

const maxConcurrent = 10

/** Returns false if the time is up before the end. */
const deleteFilesBelow = async (prefix: string, isTimeUp: () => boolean): Promise<boolean> => {
  for (let keys = await listFiles(prefix); keys.length > 0; keys = await listFiles(prefix)) {
    // The item first: the next attempt finds it by its file.
    await inParallel(new Set(keys.map(attachmentUuidIn)), deleteUpload, maxConcurrent)
    await inParallel(keys, deleteFile, maxConcurrent)
    if (isTimeUp()) return false
  }
  return true
}

/** Deletes all pictures of a conversation, also those that were not sent. */
export const deleteAllAttachments = async (groupUuid: string, isTimeUp: () => boolean): Promise<boolean> => {
  for (const prefix of groupPrefixes(groupUuid)) {
    if (!(await deleteFilesBelow(prefix, isTimeUp))) return false
  }
  return true
}

/** After the files that reports copy: a report that has not copied them by now finds nothing. */
export const deleteReported = async (groupUuid: string, messageUuid: string) => {
  await inParallel(await listFiles(reportedPrefix(groupUuid, messageUuid)), deleteFile, maxConcurrent)
}

const deleteAttachment = async (groupUuid: string, uuid: string, copy: string | undefined) => {
  const keys = [
    pendingKey(groupUuid, uuid),
    ...(copy === undefined ? [] : [copyKey(groupUuid, { uuid, copy })]),
  ]
  await Promise.all(keys.map(deleteFile))
  await deleteUpload(uuid) // last, because it leads to the copy
}

/** Deletes the pictures of a deleted message. Copies of other attempts to send it are deleted by their own sweeps. */
export const deleteAttachments = async (job: JobOf<'delete_attachments'>): Promise<undefined> => {
  const { group_uuid, uuids, erased_message_uuid } = job
  const uploads = await getUploads(uuids)
  await Promise.all(uuids.map((uuid, index) => deleteAttachment(group_uuid, uuid, uploads[index]?.copy)))
  if (erased_message_uuid !== undefined) await deleteReported(group_uuid, erased_message_uuid)
}
