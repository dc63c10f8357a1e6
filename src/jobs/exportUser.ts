import { zipSync } from 'fflate'
import { v7 as uuidv7 } from 'uuid'
import { deleteFile, listFiles, writeFile } from '../attachments/bucket.ts'
import { type Export, type ExportFile, exportFileName, exportKey, exportPrefix } from '../domain/export.ts'
import type { Continued, JobOf } from '../domain/job.ts'
import { collectFiles } from '../exports/zip.ts'
import { inParallel } from '../inParallel.ts'
import { log } from '../log.ts'
import { continueExport, getExport } from '../repository/exports.ts'
import { getUserByUuid } from '../repository/users.ts'

// A file is held in memory twice, with the pictures of the last message, of which there can be 100 MB.
const maxFileBytes = 20 * 1024 * 1024

/** Pictures are compressed already. */
const levelOf = (name: string): 0 | 6 => (name.endsWith('.json') ? 6 : 0)

const zip = (files: Record<string, Uint8Array>): Uint8Array<ArrayBuffer> =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name, [bytes, { level: levelOf(name) }] as const]),
    ) as Parameters<typeof zipSync>[0],
  )

const storeFile = async (one: Export, files: Record<string, Uint8Array>): Promise<ExportFile[]> => {
  if (Object.keys(files).length === 0) return []
  const body = zip(files)
  const key = exportKey(one, uuidv7({ msecs: Date.now() }))
  await writeFile(key, { contentType: 'application/zip', fileName: exportFileName(one), body })
  return [{ key, bytes: body.byteLength }]
}

/** Deletes all files below a prefix. */
export const deleteExportFiles = async (prefix: string) => {
  for (let keys = await listFiles(prefix); keys.length > 0; keys = await listFiles(prefix))
    await inParallel(keys, deleteFile)
}

/**
 * Writes one file of an export of a user. The item of the export says what follows: if the queue delivers the job twice, only
 * one of the two attempts is continued. If the user was erased meanwhile, an earlier attempt can have left a file.
 */
export const exportUser = async (
  job: JobOf<'export_user'>,
  isTimeUp: () => boolean,
  { maxBytes = maxFileBytes } = {},
): Promise<Continued<JobOf<'export_user'>> | undefined> => {
  const [user, one] = await Promise.all([
    getUserByUuid(job.user_uuid),
    getExport(job.user_uuid, job.export_uuid),
  ])
  if (!user || !one) {
    await deleteExportFiles(exportPrefix({ userUuid: job.user_uuid, uuid: job.export_uuid }))
    return undefined
  }
  if (!one.cursor) return undefined
  const isFirst = one.version === 0
  const { files, next } = await collectFiles(user, one.cursor, { isFirst, isTimeUp, maxBytes })
  const stored = await storeFile(one, files)
  const after = {
    ...one,
    cursor: next,
    updatedAt: new Date().toISOString(),
    files: [...one.files, ...stored],
  }
  if (!(await continueExport(one, after))) {
    for (const { key } of stored) await deleteFile(key)
    return undefined
  }
  log.info('export stored', { export_uuid: one.uuid, files: after.files.length, is_complete: !next })
  return next && { job }
}
