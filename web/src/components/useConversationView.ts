import { useMemo } from 'react'
import type { Conversation, ConversationState, Store } from '../../../client/types.ts'
import { useStore } from '../useStore.ts'

export type ConversationView = Omit<ConversationState, 'draft'>

const differ = (left: ConversationState, right: ConversationState): boolean =>
  (Object.keys(left) as (keyof ConversationState)[]).some(
    (name) => name !== 'draft' && left[name] !== right[name],
  )

const withoutDraft = (conversation: Conversation): Store<ConversationView> => {
  let last = conversation.get()
  return {
    subscribe: conversation.subscribe,
    get: () => {
      const next = conversation.get()
      if (differ(last, next)) last = next
      return last
    },
  }
}

/** The state of a conversation without its draft, so that typing does not render the messages again. */
export const useConversationView = (conversation: Conversation): ConversationView =>
  useStore(useMemo(() => withoutDraft(conversation), [conversation]))
