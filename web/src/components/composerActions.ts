import type { KeyboardEvent } from 'react'
import type { Conversation } from '../../../client/types.ts'
import { editingIn } from '../editing.ts'
import { isBlank } from '../text.ts'
import { deleteMessage } from './deleteMessage.ts'
import { findLastEditable } from './messageRules.ts'
import type { Page } from './usePage.ts'

const focusComposer = () => document.querySelector<HTMLElement>('.composer textarea')?.focus()

/** The draft stays what it was while the composer contains the text of the message. */
export const startEditing = (conversation: Conversation, edited: { uuid: string; text: string }) => {
  editingIn(conversation).set({ ...edited, original: edited.text })
  focusComposer()
}

export const startReply = (conversation: Conversation, messageUuid: string) => {
  editingIn(conversation).set(undefined)
  conversation.setReplyTo(messageUuid)
  focusComposer()
}

/** Leaves editing, or else removes the quote. Returns whether there was something to leave. */
export const leaveComposerMode = (conversation: Conversation): boolean => {
  const editing = editingIn(conversation)
  const isEditing = editing.get() !== undefined
  const isReplying = conversation.get().replyingTo !== undefined
  if (isEditing) editing.set(undefined)
  else if (isReplying) conversation.setReplyTo(undefined)
  return isEditing || isReplying
}

/** A blank text is not saved: the person is asked whether to delete the message instead. */
export const saveEdit = (page: Page, conversation: Conversation) => {
  const editing = editingIn(conversation)
  const { uuid, text = '' } = { ...editing.get() }
  if (!uuid) return
  if (isBlank(text)) return deleteMessage(page, conversation, uuid)
  editing.set(undefined)
  conversation.edit(uuid, text.trim()) // does nothing if the text is the same
}

/** Escape leaves editing or removes the quote; the up arrow edits the last message. */
export const onComposerKey = (event: KeyboardEvent, { messenger }: Page, conversation: Conversation) => {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event
  if (key === 'Escape' && leaveComposerMode(conversation)) event.preventDefault()
  if (key !== 'ArrowUp' || altKey || ctrlKey || metaKey || shiftKey) return
  const state = conversation.get()
  if (state.draft !== '' || editingIn(conversation).get()) return
  const last = findLastEditable(state, messenger.status.get().me?.uuid, Date.now())
  if (!last) return
  event.preventDefault()
  startEditing(conversation, last)
}
