import { type SyntheticEvent, useEffect } from 'react'
import type { Conversation, ConversationState } from '../../../client/types.ts'
import { appendToDraft } from '../appendToDraft.ts'
import { PhotoTray } from '../attachments/PhotoTray.tsx'
import { textWithPhotos } from '../attachments/photoText.ts'
import { type Editing, editingIn } from '../editing.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { hasChanged, leaveComposerMode } from './composerActions.ts'
import { Icon, PathIcon } from './Icon.tsx'
import { QuoteContent } from './MessageQuote.tsx'
import { menuIcons } from './menuIcons.ts'
import { useToast } from './Toast.tsx'
import { useLeaveWarning } from './useLeaveWarning.ts'

/** Whether the edited message is deleted, or was cancelled before it was sent. */
const isGone = ({ messages, outbox, hasNewer }: ConversationState, edited: Editing | undefined): boolean => {
  const isEdited = ({ uuid }: { uuid: string }) => uuid === edited?.uuid
  const message = messages.findLast(isEdited)
  if (!edited || message) return message?.deleted_at !== undefined
  return edited.isUnsent === true && !hasNewer && !outbox.some(isEdited)
}

/** How many photos the edited message has. */
const photoCountOf = ({ messages, outbox }: ConversationState, edited: Editing | undefined) =>
  [...messages, ...outbox].findLast(({ uuid }) => uuid === edited?.uuid)?.attachments?.length

/** A message that is deleted cannot be edited: what the person has written is then in the draft. */
const useLeaveDeleted = (conversation: Conversation) => {
  const store = editingIn(conversation)
  const edited = useStore(store)
  const showToast = useToast()
  const isDeleted = useStore(conversation, (state) => isGone(state, edited))
  useEffect(() => {
    const editing = store.get()
    if (!isDeleted || !editing) return
    store.set(undefined)
    const isChanged = hasChanged(editing)
    if (isChanged) appendToDraft(conversation, editing.text)
    showToast({ text: isChanged ? texts.editedMessageDeletedToDraft : texts.editedMessageDeleted })
  }, [isDeleted, store, conversation, showToast])
}

/** The message that is edited, or to which the draft replies. */
const MessageBar = ({ conversation }: { conversation: Conversation }) => {
  const editing = useStore(editingIn(conversation))
  const replyingTo = useStore(conversation, (state) => state.replyingTo)
  const photoCount = useStore(conversation, (state) => photoCountOf(state, editing))
  useLeaveDeleted(conversation)
  useLeaveWarning(editing !== undefined && hasChanged(editing)) // an edit is not stored
  const showToast = useToast()
  if (!editing && !replyingTo) return null
  const leave = (event: SyntheticEvent<HTMLElement>) => {
    event.preventDefault()
    event.currentTarget.closest('form')?.querySelector('textarea')?.focus()
    leaveComposerMode(showToast, conversation)
  }
  return (
    <div className="composer-bar">
      <PathIcon path={editing ? menuIcons.edit : menuIcons.reply} />
      <p id="composer-bar" className="quote">
        {editing ? (
          <>
            <span className="name">{texts.editingMessage}</span>
            <span className="line" dir="auto">
              {textWithPhotos(editing.original, photoCount)}
            </span>
          </>
        ) : (
          replyingTo && (
            <>
              <span className="visually-hidden">{texts.inReplyTo} </span>
              <QuoteContent quote={replyingTo} />
            </>
          )
        )}
      </p>
      <button
        type="button"
        className="quiet icon-only"
        aria-label={editing ? texts.stopEditing : texts.removeQuote}
        onPointerDown={(event) => event.preventDefault()} // the focus stays in the field
        onClick={leave}
        onKeyDown={(event) => event.key === 'Escape' && leave(event)}
      >
        <Icon name="close" />
      </button>
    </div>
  )
}

/** What is above the field of the composer. */
export const ComposerBar = ({ conversation }: { conversation: Conversation }) => (
  <>
    <MessageBar conversation={conversation} />
    <PhotoTray conversation={conversation} />
  </>
)
