import { useState } from 'react'
import type { Conversation } from '../../../client/types.ts'
import { ConnectionState } from '../components/ConnectionState.tsx'
import { ConversationPane } from '../components/ConversationPane.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Sidebar } from '../components/Sidebar.tsx'
import { useLaterCode } from '../components/useLoadedLater.ts'
import { useOpenConversation } from '../components/useOpenConversation.ts'
import { useTargetMessage } from '../components/useTargetMessage.ts'
import { useMessenger } from '../messengerContext.tsx'
import { type MessagesPath, messageAt, type OtherList, searchAt } from '../paths.ts'
import { useQueryString } from '../router.tsx'
import * as texts from '../texts.ts'
import { useIsNarrow } from '../useIsNarrow.ts'
import { useStore } from '../useStore.ts'

/** The pane without a conversation. A narrow screen shows only the list. */
const NoConversation = ({ list }: { list: OtherList | undefined }) => {
  const { groups, isLoaded } = useStore(useMessenger().inbox(list))
  const isNarrow = useIsNarrow()
  const later = useLaterCode()
  if (isNarrow) return null
  if (groups.length === 0) return isLoaded && !list && later && <later.NoConversations /> // the list says that it is empty
  return <div className="placeholder">{texts.selectConversation}</div>
}

type Pane = { id: string | undefined; conversation: Conversation | undefined; key: number }

/**
 * The conversation on the screen, and the key of its pane. Both stay the same when a new conversation gets its uuid, so that
 * the pane stays mounted.
 */
const usePane = (id: string | undefined): Pane => {
  const messenger = useMessenger()
  const [pane, setPane] = useState<Pane>({ id: undefined, conversation: undefined, key: 0 })
  if (pane.id === id) return pane
  const hasBegun = pane.id?.startsWith('@') && pane.conversation?.get().uuid === id
  const conversation = hasBegun ? pane.conversation : id && messenger.conversation(id)
  const next = { id, conversation: conversation || undefined, key: hasBegun ? pane.key : pane.key + 1 }
  setPane(next)
  return next
}

export const Messages = ({ list, id }: MessagesPath) => {
  const messenger = useMessenger()
  const { me, error } = useStore(messenger.status)
  const { conversation, key } = usePane(id)
  const queryString = useQueryString()
  useTargetMessage(conversation, messageAt(queryString))
  const search = conversation && searchAt(queryString)
  // A narrow screen shows either the results or one of them.
  const isCovered = useIsNarrow() && search?.result === null
  const later = useLaterCode()
  const isOpen = useOpenConversation(conversation)

  // The status line is about a failure that may pass, and about an expired session.
  const isLost =
    error?.code === 'account_suspended' || (!me && !error?.isRetryable && error?.code !== 'unauthorized')
  if (error && isLost)
    return (
      <main>
        <ErrorNotice code={error.code} onRetry={messenger.refresh} isFullPage />
      </main>
    )
  return (
    <main className={id && !isCovered ? 'messages with-conversation' : 'messages'}>
      <ConnectionState conversation={conversation} />
      {later && <later.Notifications />}
      {id && search ? (
        later && <later.MessageSearchPanel key={id} {...{ list, id, conversation, search, isCovered }} />
      ) : (
        <Sidebar key={list} list={list} openId={id} />
      )}
      <div className="pane">
        {id && conversation && !isCovered ? (
          <ConversationPane key={key} id={id} list={list} conversation={conversation} isOpen={isOpen} />
        ) : (
          <NoConversation list={list} />
        )}
      </div>
    </main>
  )
}
