import type { Conversation, LocalAttachment, Messenger, OutboxItem } from '../../../client/types.ts'
import { appendToDraft } from '../appendToDraft.ts'
import { showLocally } from '../attachments/localPictures.ts'
import * as texts from '../texts.ts'
import type { Page } from './usePage.ts'

const filesOf = async (messenger: Messenger, attachments: readonly LocalAttachment[]) => {
  const { file } = await messenger.attachments()
  return Promise.all(attachments.map(({ id }) => file(id)))
}

/** Stores the files again, which were removed with the message. */
const restoreAttachments = async (
  messenger: Messenger,
  conversation: Conversation,
  attachments: readonly LocalAttachment[],
  files: Promise<(Blob | undefined)[]>,
) => {
  const { add } = await messenger.attachments()
  for (const [index, file] of (await files).entries()) {
    const attachment = attachments[index]
    if (!file || !attachment) continue
    const { content_type, width, height, alt } = attachment
    const restored = await add({ file, content_type, width, height, alt })
    showLocally(restored.id, file)
    conversation.setDraftAttachments([...conversation.get().draftAttachments, restored])
  }
}

/**
 * Removes a message that is not sent. It may have reached the server at the last moment, so that sending it again could send it
 * twice: only the person can decide that. So what brings it back puts it into the draft.
 */
export const removeUnsent = async (
  { messenger, showToast }: Page,
  conversation: Conversation,
  item: OutboxItem,
) => {
  const { uuid, replyTo, attachments = [] } = item
  const files = attachments.length > 0 ? filesOf(messenger, attachments) : Promise.resolve([])
  if (attachments.length > 0) await files.catch(() => []) // before they are removed
  const isUnsent = conversation.get().outbox.some((one) => one.uuid === uuid)
  const deleted = conversation.cancel(uuid)
  // The focused message disappears.
  document.querySelector<HTMLElement>('.log')?.focus({ preventScroll: true })
  if (!isUnsent) return // it has just been sent
  const restore = () => {
    appendToDraft(conversation, deleted)
    if (replyTo) conversation.setReplyTo(replyTo.uuid)
    if (attachments.length > 0)
      restoreAttachments(messenger, conversation, attachments, files).catch(() => {})
    showToast({ text: texts.movedToDraft })
  }
  showToast({ text: texts.messageDeleted, action: { text: texts.undo, onSelect: restore } })
}
