import type { Conversation } from '../../client/types.ts'

/** Adds the text of a message that was not sent below the draft of its conversation. */
export const appendToDraft = (conversation: Conversation, text: string | undefined) =>
  conversation.setDraft([conversation.get().draft, text].filter(Boolean).join('\n'))
