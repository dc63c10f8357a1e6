import { type FormEvent, type KeyboardEvent, type SyntheticEvent, useEffect, useRef } from 'react'
import type { Conversation } from '../../../client/types.ts'
import { editingIn } from '../editing.ts'
import { isNamed } from '../groups.ts'
import { hasKeyboard, isComposing } from '../keyboard.ts'
import { isBlank, lengthOf, maxMessageLength } from '../text.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { Icon } from './Icon.tsx'
import { useMenu } from './Menu.tsx'
import { useLaterCode } from './useLoadedLater.ts'
import { usePage } from './usePage.ts'

const showCountBelow = 100

/** Keep the focus in the field, and so the on-screen keyboard open. */
const preventDefault = (event: SyntheticEvent) => event.preventDefault()
const keepFocus = { onPointerDown: preventDefault, onMouseDown: preventDefault }

type Props = {
  conversation: Conversation
  name: string | undefined
  editedUuid: string
  /** It was not known at once, or was not so, that one can write: the person may have gone on to another field. */
  isLate: boolean
  onSend: () => void
}

/** `editedUuid` changes when the user edits an unsent message: its text is then in the draft. */
export const Composer = ({ conversation, name, editedUuid, isLate, onSend }: Props) => {
  const draft = useStore(conversation, (state) => state.draft)
  const groupUuid = useStore(conversation, ({ group }) => (isNamed(group) ? group?.uuid : undefined))
  const store = editingIn(conversation)
  const editing = useStore(store)
  const text = editing?.text ?? draft
  const focusedFor = editing?.uuid ?? editedUuid
  const page = usePage()
  const later = useLaterCode()
  const frame = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const openMenu = useMenu()
  const left = maxMessageLength - lengthOf(text)
  const photos = useStore(conversation, (state) => state.draftAttachments)
  const isReady = photos[0] ? photos.every(({ bytes }) => bytes) : !isBlank(text)
  const canSend = left >= 0 && (editing !== undefined || isReady)

  useEffect(() => {
    const isElsewhere = isLate && document.activeElement?.matches('input, textarea')
    if ((hasKeyboard() && !isElsewhere) || focusedFor) {
      field.current?.focus()
      field.current?.setSelectionRange(maxMessageLength * 2, maxMessageLength * 2) // to the end
    }
  }, [focusedFor, isLate])

  const change = (next: string) => {
    if (editing) return store.set({ ...editing, text: next })
    conversation.setDraft(next)
    conversation.setTyping(next !== '')
  }

  const send = (event?: FormEvent) => {
    event?.preventDefault()
    if (!canSend) return
    if (editing) return later?.saveEdit(page, conversation)
    conversation.send({ text: text.trim() })
    change('')
    onSend()
    field.current?.focus()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return
    later?.onComposerKey(event, page, conversation)
    if (event.key !== 'Enter') return
    // On an on-screen keyboard, Enter is the only way to break a line.
    const isSend = event.ctrlKey || event.metaKey || (hasKeyboard() && !event.shiftKey)
    if (!isSend) return
    event.preventDefault()
    if (!event.repeat) send()
  }

  return (
    <form className="composer" onSubmit={send}>
      {later && <later.ComposerBar conversation={conversation} />}
      <div ref={frame} className="frame">
        {later && groupUuid && <later.Mentions field={field} text={text} groupUuid={groupUuid} />}
        {/* A hidden copy of the text gives the field its height. */}
        <div className="growing" data-text={`${text} `}>
          <textarea
            ref={field}
            rows={1}
            dir="auto"
            aria-label={editing ? texts.editMessage : texts.messageTo(name)}
            aria-describedby="composer-bar composer-count"
            aria-invalid={left < 0}
            placeholder={texts.message}
            enterKeyHint={hasKeyboard() ? 'send' : 'enter'}
            value={text}
            onChange={(event) => change(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </div>
        {/* It is shown before the field, but a key goes from the field to the messages. */}
        <span className="attach">{later && <later.PhotoButton conversation={conversation} />}</span>
        <button
          type="button"
          className="quiet icon-only"
          aria-label={texts.emoji}
          aria-haspopup="dialog"
          {...keepFocus}
          onClick={() =>
            openMenu(({ emojiPickerOf }) => emojiPickerOf(field.current as HTMLTextAreaElement), {
              anchor: frame.current as HTMLElement,
            })
          }
        >
          <Icon name="emoji" />
        </button>
        <button
          type="submit"
          className={editing ? 'primary icon-only' : 'primary icon-only is-mirrored'}
          aria-label={editing ? texts.save : texts.send}
          disabled={!canSend}
          {...keepFocus}
          // The first click of a double click saves an edit, and the second one must not send the draft.
          onClick={(event) => event.detail > 1 && event.preventDefault()}
        >
          <Icon name={editing ? 'check' : 'send'} />
        </button>
        <p id="composer-count" className={left < 0 ? 'count over' : 'count'} role="status">
          {left < 0 && texts.charactersOver(-left, maxMessageLength)}
          {left >= 0 && left <= showCountBelow && texts.charactersLeft(left)}
        </p>
      </div>
    </form>
  )
}
