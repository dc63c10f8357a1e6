import { type Attachment, fileNameOf } from '../domain/attachment.ts'
import type { Message } from '../domain/message.ts'
import { attachmentView, messageView } from '../domain/views.ts'
import { isTouchedBy } from '../repository/userData.ts'
import type { ExportedPicture } from './pieces.ts'

const nameOf = ({ uuid, contentType }: Attachment) => fileNameOf(uuid, contentType)

/** A message with the names of the files of its pictures. */
const exportedMessage = (message: Message) => {
  const { attachments } = message
  if (!attachments) return messageView(message)
  const named = attachments.map((one) => ({ ...attachmentView(one), file: nameOf(one) }))
  return { ...messageView(message), attachments: named }
}

const picturesOf = ({ groupUuid, attachments = [] }: Message): ExportedPicture[] =>
  attachments.map((attachment) => ({ groupUuid, attachment, name: nameOf(attachment) }))

/** What one page of messages contains of a user. */
export const touchedIn = (messages: Message[], userUuid: string) => {
  const touched = messages.filter((message) => isTouchedBy(userUuid, message))
  const events = touched.filter(({ event }) => event)
  const own = touched.filter(({ event, sender }) => !event && sender.uuid === userUuid)
  // The user can have reacted to a message of their own: that is in the message.
  const others = touched.filter(({ event, sender }) => !event && sender.uuid !== userUuid)
  return {
    messages: own.map(exportedMessage),
    reactions: others.map(({ uuid, reactions }) => ({ message_uuid: uuid, emoji: reactions?.[userUuid] })),
    events: events.map((message) => messageView(message)),
    pictures: own.flatMap(picturesOf),
  }
}
