import { type FormEvent, useEffect, useId, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Routes } from '../../../client/types.ts'
import { textWithPhotos } from '../attachments/photoText.ts'
import { errorMessage } from '../errorMessages.ts'
import { lengthOf } from '../text.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { blockActions } from './conversationActions.ts'
import type { AboutMessage } from './PageDialogs.tsx'
import { usePage } from './usePage.ts'
import { WithName } from './WithName.tsx'

type Reason = Routes['POST /api/reports']['body']['reason']

const reasons: Reason[] = ['spam', 'abuse', 'other']

/** The API's limit, in code points. */
const maxNoteLength = 1000

/** The message to report: the chosen one, or else the newest of the other person, which may have to be loaded. */
const useReportedMessage = ({ id, person, messageUuid }: AboutMessage) => {
  const { messenger } = usePage()
  const conversation = messenger.conversation(id)
  const { messages, group, isLoaded } = useStore(conversation)
  useEffect(() => (messageUuid ? undefined : conversation.open()), [conversation, messageUuid])
  const message = messageUuid
    ? messages.find(({ uuid }) => uuid === messageUuid)
    : messages.findLast(({ user_uuid, deleted_at }) => user_uuid === person.uuid && !deleted_at)
  const last = group?.last_message
  const preview =
    last?.uuid === messageUuid ? textWithPhotos(group?.message ?? '', last?.attachment_count) : undefined
  const isBlocked = group?.state === 'blocked'
  return {
    uuid: messageUuid ?? message?.uuid,
    text: message ? textWithPhotos(message.message, message.attachments?.length) : preview,
    isLoaded,
    isBlocked,
  }
}

type Props = { onClose: () => void; about: AboutMessage }

/** Reports a message to the moderators. */
export const ReportForm = ({ onClose, about }: Props) => {
  const page = usePage()
  const { id, person } = about
  const { uuid, text, isLoaded, isBlocked } = useReportedMessage(about)
  const [reason, setReason] = useState<Reason>()
  const [note, setNote] = useState('')
  const [blocksToo, setBlocksToo] = useState(false)
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState('')
  const fieldId = useId()
  const left = maxNoteLength - lengthOf(note)

  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (!uuid || isSending) return
    if (!reason) return setError(texts.reasonMissing)
    if (left < 0) return setError(errorMessage('note_invalid'))
    setSending(true)
    try {
      const body = { message_group_uuid: id, message_uuid: uuid, reason, ...(note.trim() && { note }) }
      await page.messenger.api('POST /api/reports', { body })
    } catch (cause) {
      setSending(false)
      return setError(errorMessage(messengerErrorOf(cause).code))
    }
    onClose()
    if (blocksToo) blockActions(page, person).block(texts.reportSentAndBlocked(person.display_name))
    else page.showToast({ text: texts.reportSent })
  }

  if (!uuid) {
    return <p role="status">{isLoaded ? texts.nothingToReport(person.display_name) : texts.loading}</p>
  }
  return (
    <form className="form" onSubmit={send}>
      {text && (
        <blockquote dir="auto">
          <span className="visually-hidden">{texts.reportedMessage} </span>
          {text}
        </blockquote>
      )}
      <p className="hint">
        <WithName text={texts.reportHint} name={person.display_name} />
      </p>
      <fieldset>
        <legend>{texts.reportReason}</legend>
        {reasons.map((value, index) => (
          <label key={value} className="choice">
            <input
              type="radio"
              name="reason"
              value={value}
              checked={reason === value}
              data-autofocus={index === 0 || undefined}
              onChange={() => {
                setReason(value)
                setError('')
              }}
            />
            {texts.reportReasons[value]}
          </label>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor={fieldId}>{texts.reportNote}</label>
        <textarea
          id={fieldId}
          rows={3}
          dir="auto"
          aria-describedby={`${fieldId}-count`}
          aria-invalid={left < 0 || undefined}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <p id={`${fieldId}-count`} className={left < 0 ? 'error' : 'hint'}>
          {texts.charactersOf(lengthOf(note), maxNoteLength)}
        </p>
      </div>
      {!isBlocked && (
        <label className="choice">
          <input
            type="checkbox"
            checked={blocksToo}
            onChange={(event) => setBlocksToo(event.target.checked)}
          />
          <span>
            <WithName text={texts.alsoBlock} name={person.display_name} />
          </span>
        </label>
      )}
      <p className="error" role="alert">
        {error}
      </p>
      <div className="actions">
        <button type="submit" className="primary" disabled={isSending}>
          {texts.sendReport}
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </form>
  )
}
