import { createStore, type WritableStore } from '../../client/store.ts'
import type { Conversation } from '../../client/types.ts'

/** The message that the composer edits, the text that is in the composer, and the text that the message had before. */
export type Editing = {
  uuid: string
  text: string
  original: string
  /** The message was not sent yet when the editing began. */
  isUnsent?: boolean | undefined
}

const stores = new WeakMap<Conversation, WritableStore<Editing | undefined>>()

/** What the composer of a conversation edits. It is kept while another conversation is open. */
export const editingIn = (conversation: Conversation): WritableStore<Editing | undefined> => {
  const store = stores.get(conversation) ?? createStore<Editing | undefined>(undefined)
  stores.set(conversation, store)
  return store
}
