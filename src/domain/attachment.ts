import { VisibleError } from './error.ts'

/* Pictures that are attached to messages (docs/decisions/0046-pictures.md). */

/** SVG and HTML are no pictures: a browser executes what is in them. */
export const contentTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const
export type ContentType = (typeof contentTypes)[number]

export const maxAttachments = 10
export const maxAttachmentBytes = 10 * 1024 * 1024
/** The sides of a picture, in pixels. */
export const maxSide = 10_000
/** In code points. */
export const maxAltLength = 250

/** How long a file can be uploaded. */
export const uploadSeconds = 10 * 60
/** How long an upload can be attached to a message. */
export const unsentSeconds = 24 * 60 * 60

export type Sides = { width: number; height: number }
export type Picture = Sides & { contentType: ContentType; bytes: number }

/** What a user has uploaded, or is about to upload, for a conversation. */
export type Upload = Picture & {
  uuid: string
  groupUuid: string
  userUuid: string
  /** In seconds. Absent once it was sent. */
  expiresAt?: number | undefined
  /** The message to which it is attached. */
  messageUuid?: string | undefined
  /** The copy that the message shows. */
  copy?: string | undefined
}

/** What the request that sends a message says about an attachment. `alt` describes the picture to those who cannot see it. */
export type RequestedAttachment = { uuid: string; alt: string }

/** A picture in a message. Each attempt to send makes its own copy of the uploaded file. */
export type Attachment = Picture & RequestedAttachment & { copy: string }

/** Says which attachment of a request cannot be sent. */
export const attachmentRefusal = (index: number) =>
  new VisibleError('attachment_invalid', { field: `attachments[${index}]` })

/** The keys of the bucket. An uploader can write only below `pending/`. */
export const pendingKey = (groupUuid: string, uuid: string): string => `pending/${groupUuid}/${uuid}`
export const copiesPrefix = (groupUuid: string, uuid: string): string => `attachments/${groupUuid}/${uuid}/`
export const copyKey = (groupUuid: string, { uuid, copy }: Pick<Attachment, 'uuid' | 'copy'>): string =>
  `${copiesPrefix(groupUuid, uuid)}${copy}`
/** Where all files of a conversation are. */
export const groupPrefixes = (groupUuid: string): string[] => [
  `pending/${groupUuid}/`,
  `attachments/${groupUuid}/`,
]
/** The copies that moderators see. */
export const reportedPrefix = (groupUuid: string, messageUuid: string): string =>
  `reports/${groupUuid}/${messageUuid}/`

export const reportedKey = (groupUuid: string, messageUuid: string, uuid: string): string =>
  `${reportedPrefix(groupUuid, messageUuid)}${uuid}`

export const attachmentUuidIn = (key: string): string => key.split('/')[2] ?? ''

const extensions: Record<ContentType, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
}

export const fileNameOf = (uuid: string, contentType: ContentType): string =>
  `${uuid}.${extensions[contentType]}`

/** The message to which uploads are to be attached, and its sender. */
export type Target = { messageUuid: string; groupUuid: string; userUuid: string; now: number }

export const isAttachable = (upload: Upload, { groupUuid, userUuid, messageUuid, now }: Target): boolean => {
  if (upload.groupUuid !== groupUuid || upload.userUuid !== userUuid) return false
  if (upload.messageUuid !== undefined) return upload.messageUuid === messageUuid
  return upload.expiresAt !== undefined && upload.expiresAt * 1000 > now
}

/** The sides as the uploader has given them if they are right, also if the picture is to be shown turned by 90 degrees. */
export const sidesOf = (declared: Sides, real: Sides): Sides => {
  const isTurned = declared.width === real.height && declared.height === real.width
  return isTurned ? { width: declared.width, height: declared.height } : real
}
