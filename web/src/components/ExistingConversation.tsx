import { useEffect, useState } from 'react'
import { openConversation } from '../live.ts'
import { conversationOf, inbox, isBehind, loadAgain } from '../mailbox.ts'
import type { Unsent } from '../state/conversation.ts'
import { useStore } from '../store.ts'
import { ErrorNotice } from './ErrorNotice.tsx'
import { MessageLog } from './MessageLog.tsx'
import { NewMessageAnnouncer } from './NewMessageAnnouncer.tsx'

const Skeleton = () => (
  <div className="log skeletons" aria-hidden="true">
    {['55%', '40%', '70%', '30%', '60%'].map((width, index) => (
      <div
        key={width}
        className={index % 3 === 1 ? 'bubble own skeleton' : 'bubble skeleton'}
        style={{ width }}
      />
    ))}
  </div>
)

type Props = { id: string; sentCount: number; onEdit: (unsent: Unsent) => void }

export const ExistingConversation = ({ id, sentCount, onEdit }: Props) => {
  const conversation = useStore(conversationOf(id))
  const group = useStore(inbox, ({ groups }) => groups.find(({ uuid }) => uuid === id))
  const { isLoaded, code, messages, unsent } = conversation

  // The log opens at the first unread message, so it waits until that message has been fetched.
  const [isIncomplete, setIncomplete] = useState(() => isBehind(id))
  useEffect(() => {
    openConversation(id).finally(() => setIncomplete(false))
  }, [id])

  if (code === 'message_group_not_found') {
    return (
      <div className="placeholder">
        <p className="big">Conversation not found</p>
        <p>It doesn't exist, or you're not part of it.</p>
      </div>
    )
  }
  return (
    <>
      {(isLoaded && !isIncomplete) || unsent.length > 0 ? (
        <MessageLog
          key={`log ${isLoaded}`}
          id={id}
          conversation={conversation}
          group={group}
          sentCount={sentCount}
          onEdit={onEdit}
        />
      ) : (
        !code && <Skeleton />
      )}
      {code && <ErrorNotice code={code} onRetry={() => loadAgain(id)} />}
      <NewMessageAnnouncer key={String(isLoaded)} messages={messages} isLoaded={isLoaded} />
    </>
  )
}
