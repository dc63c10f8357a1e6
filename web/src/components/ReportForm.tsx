import { type FormEvent, useEffect, useId, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Routes } from '../../../client/types.ts'
import { errorMessage } from '../errorMessages.ts'
import { lengthOf } from '../text.ts'
import { useStore } from '../useStore.ts'
import { blockActions } from './conversationActions.ts'
import type { AboutMessage } from './PageDialogs.tsx'
import { usePage } from './usePage.ts'

type Reason = Routes['POST /api/reports']['body']['reason']

const reasons: [Reason, string][] = [
  ['spam', 'Spam'],
  ['abuse', 'Abuse or harassment'],
  ['other', 'Something else'],
]

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
  const preview = group?.last_message.uuid === messageUuid ? group?.message : undefined
  const isBlocked = group?.state === 'blocked'
  return { uuid: messageUuid ?? message?.uuid, text: message?.message ?? preview, isLoaded, isBlocked }
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
    if (!reason) return setError('Choose a reason.')
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
    if (blocksToo) blockActions(page, person).block(`Report sent. You blocked ${person.display_name}.`)
    else page.showToast({ text: 'Report sent' })
  }

  if (!uuid) {
    return (
      <p role="status">
        {isLoaded ? `There is no message from ${person.display_name} to report.` : 'Loading…'}
      </p>
    )
  }
  return (
    <form className="form" onSubmit={send}>
      {text && (
        <blockquote dir="auto">
          <span className="visually-hidden">The message: </span>
          {text}
        </blockquote>
      )}
      <p className="hint">
        The moderators of Cruddur receive this message and up to five messages before and after it.{' '}
        <bdi>{person.display_name}</bdi> isn't told.
      </p>
      <fieldset>
        <legend>What is wrong with it?</legend>
        {reasons.map(([value, label], index) => (
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
            {label}
          </label>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor={fieldId}>Note for the moderators (optional)</label>
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
          {lengthOf(note).toLocaleString('en')} of 1,000 characters
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
            Also block <bdi>{person.display_name}</bdi>
          </span>
        </label>
      )}
      <p className="error" role="alert">
        {error}
      </p>
      <div className="actions">
        <button type="submit" className="primary" disabled={isSending}>
          Send report
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  )
}
