import { zipSync } from 'fflate'
import { v7 as uuidv7 } from 'uuid'
import { deleteFile, writeFile } from '../attachments/bucket.ts'
import { type Export, type ExportFile, exportFileName, exportKey } from '../domain/export.ts'
import type { Continued, JobOf } from '../domain/job.ts'
import { collectFiles } from '../exports/zip.ts'
import { log } from '../log.ts'
import { continueExport, getExport } from '../repository/exports.ts'
import { getUserByUuid } from '../repository/users.ts'

// A file is held in memory twice, with the pictures of the last message, of which there can be 100 MB.
const maxBytes = 20 * 1024 * 1024

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

/**
 * Writes one file of an export of a user. The item of the export says what follows: if the queue delivers the job twice, only
 * one of the two attempts is continued.
 */
export const exportUser = async (
  job: JobOf<'export_user'>,
  isTimeUp: () => boolean,
): Promise<Continued<JobOf<'export_user'>> | undefined> => {
  const [user, one] = await Promise.all([
    getUserByUuid(job.user_uuid),
    getExport(job.user_uuid, job.export_uuid),
  ])
  if (!user || !one?.cursor) return undefined
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
