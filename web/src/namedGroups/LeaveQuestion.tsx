import { useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { usePage } from '../components/usePage.ts'
import { WithName } from '../components/WithName.tsx'
import { errorMessage } from '../errorMessages.ts'
import { conversationAt, pathOf } from '../paths.ts'
import { navigate } from '../router.tsx'
import * as texts from '../texts.ts'
import { namedGroupsOf } from './namedGroupsOf.ts'

/** Leaves a group, and closes it. */
export const LeaveQuestion = ({ id, onClose }: { id: string; onClose: () => void }) => {
  const { messenger, showToast } = usePage()
  const [title] = useState(() => messenger.conversation(id).get().group?.title ?? '')
  const [isLeaving, setLeaving] = useState(false)
  const [error, setError] = useState('')

  const leave = async () => {
    if (isLeaving) return
    setLeaving(true)
    try {
      await namedGroupsOf(messenger).leave(id)
    } catch (cause) {
      setLeaving(false)
      return setError(errorMessage(messengerErrorOf(cause).code))
    }
    onClose()
    const opened = conversationAt(location.pathname)
    if (opened?.id === id) navigate(pathOf({ list: opened.list }), { replace: true })
    showToast({ text: texts.youLeft(title) })
  }

  return (
    <>
      <p>
        <WithName text={texts.leaveHint} name={title} />
      </p>
      <p className="error" role="alert">
        {error}
      </p>
      <div className="actions">
        <button type="button" className="primary destructive" aria-disabled={isLeaving} onClick={leave}>
          {isLeaving ? texts.leaving : texts.leave}
        </button>
        <button type="button" className="quiet" data-autofocus onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </>
  )
}
