import type { ConversationState, Message, Quote } from '../../../client/types.ts'
import { textWithPhotos } from '../attachments/photoText.ts'
import type { Editing } from '../editing.ts'
import * as texts from '../texts.ts'

const editableForMs = 24 * 60 * 60_000

/** The API's rule, so that nobody is offered what it refuses. */
export const isEditable = (
  { user_uuid, deleted_at, event, created_at }: Message,
  ownUuid: string | undefined,
  now: number,
): boolean => user_uuid === ownUuid && !deleted_at && !event && now - Date.parse(created_at) < editableForMs

/** The last message of the user that can be edited, also an unsent one that was not refused. */
export const findLastEditable = (
  { messages, outbox, hasNewer }: Pick<ConversationState, 'messages' | 'outbox' | 'hasNewer'>,
  ownUuid: string | undefined,
  now: number,
): Pick<Editing, 'uuid' | 'text' | 'isUnsent'> | undefined => {
  const unsent = outbox.findLast(({ state }) => state !== 'failed')
  if (unsent) return { uuid: unsent.uuid, text: unsent.text, isUnsent: true }
  if (hasNewer) return undefined
  const message = messages.findLast((held) => isEditable(held, ownUuid, now))
  return message && { uuid: message.uuid, text: message.message }
}

export const reactionOf = ({ reactions = [] }: Message, userUuid: string | undefined): string | undefined =>
  reactions.find(({ user_uuids }) => user_uuids.some((uuid) => uuid === userUuid))?.emoji

/** What a quote shows of the message: nothing until it is known. */
export const quoteText = ({ is_available, deleted_at, message, attachment_count }: Quote): string => {
  if (is_available === false) return texts.messageNotAvailable
  return deleted_at === undefined ? textWithPhotos(message ?? '', attachment_count) : texts.messageDeleted
}

/** Whether the quoted text itself is shown. */
export const isQuoteIntact = ({ is_available, deleted_at }: Quote): boolean =>
  is_available !== false && deleted_at === undefined
