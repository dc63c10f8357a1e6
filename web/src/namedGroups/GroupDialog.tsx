import { useEffect, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { farFuture } from '../components/conversationActions.ts'
import { usePage } from '../components/usePage.ts'
import { errorMessage } from '../errorMessages.ts'
import { isMuted } from '../groups.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { GroupTitle } from './GroupTitle.tsx'
import { MemberList } from './MemberList.tsx'

/** What a group is: its title, its members, and what the user can do with it. It closes when the user is no member any more. */
export const GroupDialog = ({ id, onClose }: { id: string; onClose: () => void }) => {
  const { messenger, openDialog } = usePage()
  const conversation = messenger.conversation(id)
  const state = useStore(conversation)
  const [error, setError] = useState('')
  const { group } = state
  const isGone = group === undefined

  useEffect(() => {
    if (isGone) onClose()
  }, [isGone, onClose])
  if (!group) return null

  const isQuiet = isMuted(group)
  const mute = () => {
    setError('')
    conversation
      .update({ muted_until: isQuiet ? null : farFuture })
      .catch((cause) => setError(errorMessage(messengerErrorOf(cause).code)))
  }
  return (
    <>
      <GroupTitle groupUuid={id} title={group.title ?? ''} />
      <MemberList groupUuid={id} state={state} />
      <div className="actions">
        <button type="button" onClick={mute}>
          {isQuiet ? texts.unmute : texts.mute}
        </button>
        <button type="button" className="quiet destructive" onClick={() => openDialog('leaveGroup', { id })}>
          {texts.leaveGroup}
        </button>
      </div>
      <p className="error" role="alert">
        {error}
      </p>
    </>
  )
}
