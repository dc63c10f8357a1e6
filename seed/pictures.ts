import { AsyncLocalStorage } from 'node:async_hooks'
import { readFileSync } from 'node:fs'
import { copyFile, deleteFile, signUpload } from '../src/attachments/bucket.ts'
import { type Attachment, copyKey, pendingKey, unsentSeconds } from '../src/domain/attachment.ts'
import type { Message } from '../src/domain/message.ts'
import { readSides } from '../src/domain/pictureHeader.ts'
import { timeOfUuid } from '../src/domain/place.ts'
import { putUpload } from '../src/repository/attachments.ts'
import { getItemAt } from '../src/repository/messages.ts'
import { entropyOf, type LinePicture, uuidAt } from './lines.ts'

const folder = new URL('pictures/', import.meta.url)
const contentType = 'image/png'

const contentOf = ({ file }: LinePicture) => readFileSync(new URL(file, folder))

/** The picture of a line as an attachment of its message, always the same for the same message. */
export const attachmentOf = (picture: LinePicture, messageUuid: string): Attachment => {
  const content = contentOf(picture)
  const sides = readSides(contentType, content)
  if (!sides) throw new Error(`Not a PNG file: seed/pictures/${picture.file}`)
  const entropy = entropyOf(picture.file, 0)
  return {
    uuid: uuidAt(timeOfUuid(messageUuid), entropy),
    copy: entropy.toString('hex', 0, 8),
    contentType,
    bytes: content.length,
    ...sides,
    alt: picture.alt,
  }
}

/** Uploads like a browser, and copies the file to where the message refers to. */
const uploadFile = async (groupUuid: string, attachment: Attachment, content: Uint8Array<ArrayBuffer>) => {
  const now = Date.now()
  const key = pendingKey(groupUuid, attachment.uuid)
  const { url, fields } = await signUpload(
    { key, contentType, maxBytes: content.length, expiresAt: now + 60_000 },
    now,
  )
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob([content]))
  const response = await fetch(url, { method: 'POST', body: form })
  if (!response.ok) throw new Error(`The bucket refused a picture: ${await response.text()}`)
  await copyFile({ from: key, to: copyKey(groupUuid, attachment), picture: attachment })
  await deleteFile(key)
}

// `npm run screenshots` writes the demo data for another time, in a context of its own. The bucket has its own clock.
const uploadNow = AsyncLocalStorage.bind(uploadFile)

const isUnreachable = ({ message }: Error) => message === 'fetch failed'

/**
 * A message with the picture of its line, whose file is stored for it. Without the picture if there is no bucket: with a
 * DynamoDB of somebody else there can be none. Does nothing if the message exists.
 */
export const withPicture = async (message: Message, picture: LinePicture | undefined): Promise<Message> => {
  const { groupUuid, uuid, place, sender } = message
  if (!picture || !process.env.ATTACHMENTS_URL || (await getItemAt(groupUuid, place))) return message
  const attachment = attachmentOf(picture, uuid)
  try {
    await uploadNow(groupUuid, attachment, contentOf(picture))
  } catch (error) {
    if (isUnreachable(error as Error)) return message
    throw error
  }
  const expiresAt = Math.floor(Date.now() / 1000) + unsentSeconds
  await putUpload({ ...attachment, groupUuid, userUuid: sender.uuid, expiresAt })
  return { ...message, attachments: [attachment] }
}
