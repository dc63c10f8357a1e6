import type { Attachment } from '../domain/attachment.ts'

/* An attachment as a part of the item of a message. */

export const attachmentItem = ({ uuid, copy, contentType, bytes, width, height, alt }: Attachment) => ({
  uuid,
  copy,
  content_type: contentType,
  bytes,
  width,
  height,
  alt: alt || undefined,
})

export const attachmentOf = ({
  content_type,
  alt = '',
  ...rest
}: ReturnType<typeof attachmentItem>): Attachment => ({
  ...rest,
  contentType: content_type,
  alt,
})
