import { useState } from 'react'
import type { Conversation } from '../../../client/types.ts'
import { ConversationPane } from '../components/ConversationPane.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Sidebar } from '../components/Sidebar.tsx'
import { useMessenger } from '../messengerContext.tsx'
import { useStore } from '../useStore.ts'

const NoConversation = () => (
  <div className="placeholder">
    <p className="big">Your messages</p>
    <p>Select a conversation, or search for someone to message.</p>
  </div>
)

/** A key that stays the same while a new conversation gets its uuid, so that its pane stays mounted. */
const usePaneKey = (conversation: Conversation | undefined): number => {
  const [pane, setPane] = useState({ conversation, key: 0 })
  if (pane.conversation === conversation) return pane.key
  const next = { conversation, key: pane.key + 1 }
  setPane(next)
  return next.key
}

export const Messages = ({ id }: { id?: string }) => {
  const messenger = useMessenger()
  const { me, error, session } = useStore(messenger.status)
  const conversation = id ? messenger.conversation(id) : undefined
  const paneKey = usePaneKey(conversation)

  // The API refuses a token that is still valid for this browser: only a new page can have another one.
  if (session === 'expired')
    return <ErrorNotice code="unauthorized" onRetry={() => location.reload()} isFullPage />
  if (!me && error) return <ErrorNotice code={error.code} onRetry={messenger.refresh} isFullPage />
  return (
    <main className={id ? 'messages with-conversation' : 'messages'}>
      <Sidebar openId={id} />
      <div className="pane">
        {!me && <div className="placeholder" aria-busy="true" />}
        {me && id && conversation && <ConversationPane key={paneKey} id={id} conversation={conversation} />}
        {me && !id && <NoConversation />}
      </div>
    </main>
  )
}
