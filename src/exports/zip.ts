import { readFile } from '../attachments/bucket.ts'
import { copyKey } from '../domain/attachment.ts'
import type { ExportCursor } from '../domain/export.ts'
import type { User } from '../domain/user.ts'
import { inParallel } from '../inParallel.ts'
import { type ExportedPicture, exportedProfile, type Piece, readPieces } from './pieces.ts'

/* One file of an export: a ZIP of JSON files and pictures. */

type Files = Record<string, Uint8Array>

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)

const maxConcurrent = 4

/** A picture whose message was deleted meanwhile is not there any more. */
const readPictures = async (pictures: ExportedPicture[]): Promise<Files> => {
  const files: Files = {}
  await inParallel(
    pictures,
    async ({ groupUuid, attachment, name }) => {
      const bytes = await readFile(copyKey(groupUuid, attachment))
      if (bytes) files[`pictures/${name}`] = bytes
    },
    maxConcurrent,
  )
  return files
}

const filesOf = async ({ name, content, pictures }: Piece): Promise<Files> => ({
  ...(content === undefined ? {} : { [name]: encode(content) }),
  ...(await readPictures(pictures)),
})

const sizeOf = (files: Files): number =>
  Object.values(files).reduce((sum, { byteLength }) => sum + byteLength, 0)

type Options = { isFirst: boolean; isTimeUp: () => boolean; maxBytes: number }

/** Collects files from a cursor on, until they are large enough or the time is up, and returns where to continue. */
export const collectFiles = async (
  user: User,
  from: ExportCursor,
  { isFirst, isTimeUp, maxBytes }: Options,
): Promise<{ files: Files; next: ExportCursor | undefined }> => {
  const files: Files = isFirst ? { 'profile.json': encode(exportedProfile(user)) } : {}
  for await (const { piece, next } of readPieces(user, from)) {
    Object.assign(files, await filesOf(piece))
    if (next && (isTimeUp() || sizeOf(files) >= maxBytes)) return { files, next }
  }
  return { files, next: undefined }
}
