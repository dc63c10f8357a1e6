import { useState } from 'react'
import type { Conversation, Profile } from '../../../client/types.ts'
import { isAccepted, isBlockedIn } from '../groups.ts'
import { useMessenger } from '../messengerContext.tsx'
import type { OtherList } from '../paths.ts'
import { useStore } from '../useStore.ts'
import { Composer } from './Composer.tsx'
import type { ConversationView } from './useConversationView.ts'
import { useLaterCode } from './useLoadedLater.ts'

/** Keeps the room of the composer, so that nothing moves when it comes. */
const NoComposerYet = () => (
  <div className="composer" style={{ visibility: 'hidden' }}>
    <div className="frame">
      <div className="growing" data-text=" " />
    </div>
  </div>
)

type Props = {
  id: string
  list: OtherList | undefined
  conversation: Conversation
  state: ConversationView
  person: Profile | undefined
  editedUuid: string
  onSend: () => void
}

/** The composer, or what is in its place while the person cannot write, or until it is known whether they can. */
export const WritingArea = ({ id, list, conversation, state, person, editedUuid, onSend }: Props) => {
  const messenger = useMessenger()
  const later = useLaterCode()
  const { group, error } = state
  const isBlocked = useStore(messenger.blocks, (blocks) => isBlockedIn(group, blocks, person?.uuid))
  const isOffline = useStore(messenger.status, ({ connection }) => connection === 'offline')
  // A new conversation, or one that cannot be loaded now: people may write in the meantime.
  const isAssumedOpen = id.startsWith('@') || (!list && (isOffline || error !== undefined))
  const isOpenNow = group || isBlocked ? !isBlocked && isAccepted(group) : isAssumedOpen || undefined
  const [isOpen, setOpen] = useState(isOpenNow)
  // The list may lose the conversation for a moment.
  if (isOpenNow !== undefined && isOpenNow !== isOpen) setOpen(isOpenNow)
  const [isLate, setLate] = useState(false)
  if (!isOpen && !isLate) setLate(true)

  if (isOpen)
    return (
      <Composer
        conversation={conversation}
        name={person?.display_name}
        editedUuid={editedUuid}
        isLate={isLate}
        onSend={onSend}
      />
    )
  if (isOpen === undefined || !person || !later) return <NoComposerYet />
  return <later.ClosedComposer id={id} group={group} person={person} />
}
