import {
  type Attachment,
  isAttachable,
  type RequestedAttachment,
  type Upload,
  unsentSeconds,
  uploadSeconds,
} from '../../src/domain/attachment.ts'
import { VisibleError } from '../../src/domain/error.ts'
import { type Membership, refusalOf } from '../../src/domain/group.ts'
import type { Message } from '../../src/domain/message.ts'
import { attachmentView } from '../../src/domain/views.ts'
import type { Person } from './modelServer.ts'

/* The pictures of the model of the server, with the storage to which clients upload them. */

type Context = {
  now: () => number
  freshKey: () => string
  getMembership: (userUuid: string, groupUuid: string) => Membership
  /** What its member may read. */
  readable: (membership: Membership) => Message[]
}

type Announced = Pick<Upload, 'contentType' | 'bytes' | 'width' | 'height' | 'groupUuid'>
type Pending = Upload & { grantedUntil: number; isStored: boolean }

const urlSeconds = 60 * 60

export const createModelAttachments = ({ now, freshKey, getMembership, readable }: Context) => {
  const uploads = new Map<string, Pending>()
  const inSeconds = (seconds: number) => Math.floor(now() / 1000) + seconds

  return {
    announce: (user: Person, announced: Announced) => {
      const refusal = refusalOf(getMembership(user.uuid, announced.groupUuid))
      if (refusal) throw new VisibleError(refusal)
      const uuid = freshKey()
      const expiresAt = inSeconds(unsentSeconds)
      const grantedUntil = now() + uploadSeconds * 1000
      uploads.set(uuid, { ...announced, uuid, userUuid: user.uuid, expiresAt, grantedUntil, isStored: false })
      const upload = { url: 'https://bucket.test', fields: { key: uuid } }
      return { uuid, upload, expires_at: new Date(expiresAt * 1000).toISOString() }
    },

    /** Stores an uploaded file. Returns the status of the response. */
    receiveUpload: (uuid: string, bytes: number): number => {
      const upload = uploads.get(uuid)
      if (!upload || upload.grantedUntil < now()) return 403
      if (bytes > upload.bytes) return 400
      uploads.set(uuid, { ...upload, isStored: true })
      return 204
    },

    /** What was uploaded and not sent is removed, and no permission to upload is valid any more. */
    expireUploads: () => {
      for (const [uuid, upload] of uploads)
        if (upload.messageUuid === undefined) uploads.set(uuid, { ...upload, expiresAt: 0, grantedUntil: 0 })
    },

    attach: (
      user: Person,
      { uuid: messageUuid, groupUuid }: Pick<Message, 'uuid' | 'groupUuid'>,
      requested: readonly { uuid: string; alt?: string | undefined }[],
    ): Attachment[] => {
      const found = requested.map(({ uuid, alt = '' }, index) => {
        const upload = uploads.get(uuid)
        const place = { groupUuid, userUuid: user.uuid, messageUuid, now: now() }
        if (!upload?.isStored || !isAttachable(upload, place))
          throw new VisibleError('attachment_invalid', { field: `attachments[${index}]` })
        return { upload, alt }
      })
      return found.map(({ upload, alt }) => {
        const { uuid, contentType, bytes, width, height } = upload
        uploads.set(uuid, { ...upload, messageUuid, expiresAt: undefined })
        return { uuid, contentType, bytes, width, height, alt, copy: '1' } satisfies Attachment &
          RequestedAttachment
      })
    },

    findAttachment: (user: Person, uuid: string) => {
      const { groupUuid = '', messageUuid } = uploads.get(uuid) ?? {}
      const message = readable(getMembership(user.uuid, groupUuid)).find((one) => one.uuid === messageUuid)
      const attachment = message?.attachments?.find((one) => one.uuid === uuid)
      if (!attachment) throw new VisibleError('attachment_not_found')
      const expiresAt = new Date(now() + urlSeconds * 1000).toISOString()
      return attachmentView(attachment, { url: `https://bucket.test/${uuid}?${now()}`, expiresAt })
    },
  }
}
