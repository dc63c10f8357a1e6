import type { Attachment, LocalAttachment, Message, OutboxItem } from '../../../client/types.ts'

/** A picture of a message. */
export type Photo = {
  key: string
  alt: string
  width: number
  height: number
  /** What the server has, once the message is sent. */
  attachment?: Attachment
  /** The id of its file on this device, until then. */
  localId?: string
}

const sentPhoto = (attachment: Attachment): Photo => {
  const { uuid: key, alt, width, height } = attachment
  return { key, alt, width, height, attachment }
}

const localPhoto = ({ id, alt, width, height }: LocalAttachment): Photo => ({
  key: id,
  alt,
  width,
  height,
  localId: id,
})

export const sentPhotos = ({ attachments = [] }: Pick<Message, 'attachments'>): Photo[] =>
  attachments.map(sentPhoto)

export const unsentPhotos = ({ attachments = [] }: Pick<OutboxItem, 'attachments'>): Photo[] =>
  attachments.map(localPhoto)
