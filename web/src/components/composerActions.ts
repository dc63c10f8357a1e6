import type { KeyboardEvent } from 'react'
import type { Conversation } from '../../../client/types.ts'
import { type Editing, editingIn } from '../editing.ts'
import { isBlank } from '../text.ts'
import * as texts from '../texts.ts'
import { deleteMessage } from './deleteMessage.ts'
import { findLastEditable } from './messageRules.ts'
import type { ShowToast } from './Toast.tsx'
import type { Page } from './usePage.ts'

const focusComposer = () => document.querySelector<HTMLElement>('.composer textarea')?.focus()

/** Whether there is a text that would be lost. */
export const hasChanged = ({ text, original }: Editing): boolean => text !== original && !isBlank(text)

/** What the person has written can be brought back. */
const leaveEditing = (showToast: ShowToast, conversation: Conversation) => {
  const store = editingIn(conversation)
  const editing = store.get()
  store.set(undefined)
  if (!editing || !hasChanged(editing)) return
  const restore = () => {
    store.set(editing)
    focusComposer()
  }
  showToast({ text: texts.editDiscarded, action: { text: texts.undo, onSelect: restore } })
}

/** The draft stays what it was while the composer contains the text of the message. */
export const startEditing = (
  showToast: ShowToast,
  conversation: Conversation,
  edited: Omit<Editing, 'original'>,
) => {
  const store = editingIn(conversation)
  if (store.get()?.uuid !== edited.uuid) {
    leaveEditing(showToast, conversation)
    store.set({ ...edited, original: edited.text })
  }
  focusComposer()
}

export const startReply = (showToast: ShowToast, conversation: Conversation, messageUuid: string) => {
  leaveEditing(showToast, conversation)
  conversation.setReplyTo(messageUuid)
  focusComposer()
}

/** Leaves editing, or else removes the quote. Returns whether there was something to leave. */
export const leaveComposerMode = (showToast: ShowToast, conversation: Conversation): boolean => {
  const isEditing = editingIn(conversation).get() !== undefined
  const isReplying = conversation.get().replyingTo !== undefined
  if (isEditing) leaveEditing(showToast, conversation)
  else if (isReplying) conversation.setReplyTo(undefined)
  return isEditing || isReplying
}

/** A blank text is not saved, unless there are pictures: the person is asked whether to delete the message instead. */
export const saveEdit = (page: Page, conversation: Conversation) => {
  const editing = editingIn(conversation)
  const { uuid, text = '' } = { ...editing.get() }
  if (!uuid) return
  const message = conversation.get().messages.find((one) => one.uuid === uuid)
  const unsent = conversation.get().outbox.find((one) => one.uuid === uuid)
  const hasPhotos = (message ?? unsent)?.attachments !== undefined
  if (isBlank(text) && !hasPhotos) return deleteMessage(page, conversation, uuid)
  editing.set(undefined)
  conversation.edit(uuid, text.trim()) // does nothing if the text is the same
}

/** Escape leaves editing or removes the quote; the up arrow edits the last message. */
export const onComposerKey = (
  event: KeyboardEvent,
  { messenger, showToast }: Page,
  conversation: Conversation,
) => {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event
  if (key === 'Escape' && leaveComposerMode(showToast, conversation)) event.preventDefault()
  if (key !== 'ArrowUp' || altKey || ctrlKey || metaKey || shiftKey) return
  const state = conversation.get()
  if (state.draft !== '' || editingIn(conversation).get()) return
  const last = findLastEditable(state, messenger.status.get().me?.uuid, Date.now())
  if (!last) return
  event.preventDefault()
  startEditing(showToast, conversation, last)
}
