import { useEffect, useState } from 'react'
import { openConversation } from '../live.ts'
import { conversationOf, inbox, isBehind, loadAgain } from '../mailbox.ts'
import { takeBack } from '../sending.ts'
import type { Unsent } from '../state/conversation.ts'
import { useStore } from '../store.ts'
import { Arrivals } from './Arrivals.tsx'
import { Composer } from './Composer.tsx'
import { MessageLog } from './MessageLog.tsx'
import { PaneHeader } from './PaneHeader.tsx'
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

export const ConversationPane = ({ id }: { id: string }) => {
  const conversation = useStore(conversationOf(id))
  const group = useStore(inbox, ({ groups }) => groups.find(({ uuid }) => uuid === id))
  const [returned, setReturned] = useState('')
  const [sends, setSends] = useState(0)
  const { isLoaded, code, messages, unsent } = conversation

  // It opens at the first unread message, which may have to be fetched first.
  const [isIncomplete, setIncomplete] = useState(() => isBehind(id))
  useEffect(() => {
    openConversation(id).finally(() => setIncomplete(false))
  }, [id])

  const giveBack = (unsent: Unsent) => {
    takeBack(id, unsent)
    setReturned(unsent.uuid)
  }

  if (code === 'message_group_not_found') {
    return (
      <>
        <PaneHeader name={undefined} handle={undefined} />
        <div className="nothing">
          <p className="big">There is no such conversation</p>
          <p>Or it is not one of yours. Choose another, or find somebody to write to.</p>
        </div>
      </>
    )
  }
  return (
    <>
      <PaneHeader name={group?.display_name} handle={group?.handle} />
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
      <Composer id={id} name={group?.display_name} returned={returned} onSend={() => setSends(sends + 1)} />
    </>
  )
}
