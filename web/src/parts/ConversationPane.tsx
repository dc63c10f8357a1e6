import { useEffect, useState } from 'react'
import { openConversation } from '../live.ts'
import { conversationOf, inbox, isBehind, loadAgain } from '../mailbox.ts'
import type { Unsent } from '../state/conversation.ts'
import { useStore } from '../store.ts'
import { Arrivals } from './Arrivals.tsx'
import { MessageLog } from './MessageLog.tsx'
import { Trouble } from './Trouble.tsx'

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

type Props = { id: string; sends: number; giveBack: (unsent: Unsent) => void }

export const ConversationPane = ({ id, sends, giveBack }: Props) => {
  const conversation = useStore(conversationOf(id))
  const group = useStore(inbox, ({ groups }) => groups.find(({ uuid }) => uuid === id))
  const { isLoaded, code, messages, unsent } = conversation

  // It opens at the first unread message, which may have to be fetched first.
  const [isIncomplete, setIncomplete] = useState(() => isBehind(id))
  useEffect(() => {
    openConversation(id).finally(() => setIncomplete(false))
  }, [id])

  if (code === 'message_group_not_found') {
    return (
      <div className="nothing">
        <p className="big">There is no such conversation</p>
        <p>Or it is not one of yours. Choose another, or find somebody to write to.</p>
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
          sends={sends}
          giveBack={giveBack}
        />
      ) : (
        !code && <Skeleton />
      )}
      {code && <Trouble code={code} again={() => loadAgain(id)} />}
      <Arrivals key={String(isLoaded)} messages={messages} isLoaded={isLoaded} />
    </>
  )
}
