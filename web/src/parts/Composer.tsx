import { type FormEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { hasKeyboard, isComposing } from '../focus.ts'
import { keepDraft, readDraft } from '../kept.ts'
import { sayTyping } from '../live.ts'
import { isBegun } from '../mailbox.ts'
import { write } from '../sending.ts'
import { followStorage } from '../storage.ts'
import { isBlank, lengthOf, longest } from '../text.ts'
import { Icon } from './Icon.tsx'

const countFrom = 100
const sayTypingEveryMs = 3000

type Props = { id: string; name: string | undefined; returned: string; onSend: () => void }

/** `returned` changes when a message has come back to be changed. */
export const Composer = ({ id, name, returned, onSend }: Props) => {
  const [text, setText] = useState(() => readDraft(id))
  const field = useRef<HTMLTextAreaElement>(null)
  const saidTypingAt = useRef(0)
  const left = longest - lengthOf(text)
  const canSend = !isBlank(text) && left >= 0

  // biome-ignore lint/correctness/useExhaustiveDependencies: a conversation that begins moves no cursor
  useEffect(() => {
    if (hasKeyboard() || returned) {
      field.current?.focus()
      field.current?.setSelectionRange(longest * 2, longest * 2) // behind what was begun
    }
    if (returned) setText(readDraft(id))
  }, [returned])

  // Another tab has written on, or sent it.
  useEffect(() => {
    const follow = () => {
      if (document.activeElement !== field.current || !document.hasFocus()) setText(readDraft(id))
    }
    return followStorage(follow)
  }, [id])

  // biome-ignore lint/correctness/useExhaustiveDependencies: as high as the text
  useLayoutEffect(() => {
    const area = field.current
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight}px`
  }, [text])

  const change = (next: string) => {
    setText(next)
    keepDraft(id, next)
    if (!next || !isBegun(id) || Date.now() - saidTypingAt.current < sayTypingEveryMs) return
    if (sayTyping(id)) saidTypingAt.current = Date.now()
  }

  const send = (event?: FormEvent) => {
    event?.preventDefault()
    if (!canSend) return
    write(id, text.trim())
    setText('')
    keepDraft(id, '')
    saidTypingAt.current = 0
    onSend()
    field.current?.focus()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || isComposing(event.nativeEvent)) return
    // A keyboard on the screen has no other way to break a line, and the button to send is near.
    const isMeant = event.ctrlKey || event.metaKey || (hasKeyboard() && !event.shiftKey)
    if (!isMeant) return
    event.preventDefault()
    send()
  }

  return (
    <form className="composer" onSubmit={send}>
      <div className="frame">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={`Message to ${name ?? 'them'}`}
          aria-describedby="composer-count"
          aria-invalid={left < 0}
          placeholder="Write a message"
          enterKeyHint={hasKeyboard() ? 'send' : 'enter'}
          value={text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          className="primary icon-only"
          aria-label="Send"
          disabled={!canSend}
          // The focus stays in the field, and with it the keyboard on the screen.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
        >
          <Icon name="send" />
        </button>
      </div>
      <p id="composer-count" className={left < 0 ? 'count over' : 'count'} role="status">
        {left < 0 && `${-left} too many: a message has ${longest.toLocaleString('en')} characters at most`}
        {left >= 0 && left <= countFrom && `${left} left`}
      </p>
    </form>
  )
}
