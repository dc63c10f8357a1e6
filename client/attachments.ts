import { createAttachmentUrls } from './attachmentUrls.ts'
import { MessengerError } from './errors.ts'
import { filesWithFallback } from './files.ts'
import type { ServerClock } from './serverClock.ts'
import type { StoredData } from './storedData.ts'
import type { Api, AttachmentSupport, Attachments, LocalAttachment, Platform } from './types.ts'
import { createUploads, isUploaded } from './uploads.ts'
import { createUuid, timeOfUuid } from './uuid.ts'

export type AttachmentsContext = {
  platform: Platform
  api: Api
  clock: ServerClock
  stored: StoredData
} & Omit<AttachmentSupport, 'createAttachments'>

/** A tab stores a file a moment before it stores what refers to it. */
const sweepAfterMs = 60 * 60_000

/**
 * The pictures of drafts and unsent messages, whose files are stored beside them, and the addresses of those that were sent.
 * A program that shows no pictures does not need to load this.
 */
export const createAttachments = (context: AttachmentsContext): Attachments => {
  const { platform, api, clock, stored, files: given, sendFile } = context
  const files = filesWithFallback(given)
  const uploads = createUploads({ api, sendFile })
  const urls = createAttachmentUrls({ api, now: clock.now })
  const localIds = new Map<string, string>()
  const nameOf = (id: string) => `${stored.prefix}${id}`

  const remember = (attachment: LocalAttachment): LocalAttachment => {
    if (attachment.uuid !== undefined) localIds.set(attachment.uuid, attachment.id)
    return attachment
  }

  const upload = async (attachment: LocalAttachment, groupUuid: string, signal: AbortSignal) => {
    if (isUploaded(attachment, clock.now())) return remember(attachment)
    const file = await files.get(nameOf(attachment.id))
    if (!file) throw new MessengerError('attachment_lost', { status: 410 })
    return remember(await uploads.upload({ attachment, file, groupUuid, signal }))
  }

  const put = (groupUuid: string, uuid: string, attachments: readonly LocalAttachment[]) => {
    const entry = stored.entry(groupUuid, uuid)
    if (entry) stored.putEntry(groupUuid, { ...entry, attachments })
  }

  /** Removes the files of any user that nothing refers to: a tab may have ended before it has removed them. */
  const sweep = async () => {
    const { storage } = platform
    const texts = storage.names().map((name) => storage.getItem(name) ?? '')
    for (const name of await files.names()) {
      const id = name.slice(name.lastIndexOf('.') + 1)
      const isOld = platform.now() - timeOfUuid(id) > sweepAfterMs
      if (isOld && !texts.some((text) => text.includes(id))) await files.remove(name)
    }
  }
  sweep()

  return {
    uploads: uploads.states,

    uploadAll: async (groupUuid, { uuid, attachments = [] }, signal) => {
      const uploaded = [...attachments]
      for (const [index, attachment] of attachments.entries()) {
        uploaded[index] = await upload(attachment, groupUuid, signal)
        if (uploaded[index] !== attachment) put(groupUuid, uuid, uploaded)
      }
    },

    forgetUpload: (groupUuid, { uuid, attachments = [] }, field = '') => {
      const refused = /\d+/.exec(field)?.[0]
      const isRefused = (index: number) => refused === undefined || Number(refused) === index
      const without = ({ uuid: _, expiresAt: __, ...local }: LocalAttachment) => local
      put(
        groupUuid,
        uuid,
        attachments.map((each, index) => (isRefused(index) ? without(each) : each)),
      )
    },

    add: async ({ file, ...picture }) => {
      const id = createUuid(platform.now(), platform.random)
      const isStored = await files.put(nameOf(id), file)
      return { id, alt: '', ...picture, bytes: file.size, ...(!isStored && { isInMemory: true }) }
    },
    file: (id) => files.get(nameOf(id)),
    release: async (ids) => {
      const unused = ids.filter((id) => !stored.usesAttachment(id))
      await Promise.all(unused.map((id) => files.remove(nameOf(id))))
    },
    localIdOf: (uuid) => localIds.get(uuid),
    findUrl: urls.find,
    renewUrl: urls.renew,
  }
}
