import { type FormEvent, useId, useState } from 'react'
import type { AboutPhoto } from '../components/PageDialogs.tsx'
import { useMessenger } from '../messengerContext.tsx'
import { lengthOf } from '../text.ts'
import * as texts from '../texts.ts'
import { useLocalAddress } from './localPictures.ts'

/** The limit of the API, in code points. */
const maxLength = 250

/** What a picture of the draft shows, for people who cannot see it. */
export const DescribePhoto = ({ about, onClose }: { about: AboutPhoto; onClose: () => void }) => {
  const messenger = useMessenger()
  const conversation = messenger.conversation(about.id)
  const address = useLocalAddress(messenger, about.attachmentId)
  const isDescribed = ({ id }: { id: string }) => id === about.attachmentId
  const [text, setText] = useState(conversation.get().draftAttachments.find(isDescribed)?.alt ?? '')
  const id = useId()
  const isTooLong = lengthOf(text) > maxLength
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (isTooLong) return
    const alt = text.trim()
    const { draftAttachments } = conversation.get()
    conversation.setDraftAttachments(
      draftAttachments.map((one) => (isDescribed(one) ? { ...one, alt } : one)),
    )
    onClose()
  }
  return (
    <form className="form" onSubmit={save}>
      {address && <img src={address} alt="" />}
      <div className="field">
        <label htmlFor={id}>{texts.description}</label>
        <textarea
          id={id}
          rows={3}
          dir="auto"
          data-autofocus
          aria-describedby={`${id}-hint ${id}-count`}
          aria-invalid={isTooLong || undefined}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <p id={`${id}-hint`} className="hint">
          {texts.descriptionHint}
        </p>
        <p id={`${id}-count`} className={isTooLong ? 'error' : 'hint'}>
          {texts.charactersOf(lengthOf(text), maxLength)}
        </p>
      </div>
      <div className="actions">
        <button type="submit" className="primary" disabled={isTooLong}>
          {texts.save}
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </form>
  )
}
