import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { signRead } from '../src/attachments/bucket.ts'
import { copyKey } from '../src/domain/attachment.ts'
import type { ExportedPicture } from '../src/exports/pieces.ts'
import { inParallel } from '../src/inParallel.ts'
import type { Io } from './command.ts'

const maxConcurrent = 4

/** Returns false if the file is not there, because the message has been deleted meanwhile. */
const download = async (key: string, file: string): Promise<boolean> => {
  const { url } = await signRead(key, Date.now())
  const response = await fetch(url)
  if (response.status === 404 || !response.body) return false
  if (!response.ok) throw new Error(`GET of ${key} failed: ${response.status} ${await response.text()}`)
  await pipeline(response.body, createWriteStream(file))
  return true
}

/** Saves the pictures of messages in a folder, or only counts them. */
export const createPictureExport = (folder: string | undefined, { writeStderr, fail }: Io) => {
  const counts = { found: 0, saved: 0 }
  if (folder !== undefined) mkdirSync(folder, { recursive: true })
  return {
    save: async (pictures: ExportedPicture[]): Promise<void> => {
      counts.found += pictures.length
      if (folder === undefined) return
      const saveOne = async ({ groupUuid, attachment, name }: ExportedPicture) => {
        if (await download(copyKey(groupUuid, attachment), join(folder, name))) counts.saved += 1
        else {
          writeStderr(`No file of the picture ${attachment.uuid}. Was its message deleted meanwhile?`)
          fail()
        }
      }
      await inParallel(pictures, saveOne, maxConcurrent)
    },
    describe: (): string => {
      const { found, saved } = counts
      if (found === 0) return ''
      if (folder !== undefined) return ` Saved ${saved} of ${found} pictures in ${folder}.`
      return ` Pass --files <folder> to save the pictures of the messages as well (${found}).`
    },
  }
}

export type PictureExport = ReturnType<typeof createPictureExport>
