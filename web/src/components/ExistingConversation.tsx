import { useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Conversation, OutboxItem } from '../../../client/types.ts'
import { isNamed } from '../groups.ts'
import { useMessenger, useOwnUuid } from '../messengerContext.tsx'
import { addressWith, messageAt } from '../paths.ts'
import { navigate, useQueryString } from '../router.tsx'
import * as texts from '../texts.ts'
import { useBlocked } from '../useBlocked.ts'
import { ErrorNotice } from './ErrorNotice.tsx'
import { MessageLog } from './MessageLog.tsx'
import type { ConversationView } from './useConversationView.ts'
import { useLaterCode } from './useLoadedLater.ts'
import { useLogPlace } from './useLogPlace.ts'

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

type Props = {
  id: string
  conversation: Conversation
  state: ConversationView
  sentCount: number
  onEdit: (item: OutboxItem) => void
}

export const ExistingConversation = ({ id, conversation, state, sentCount, onEdit }: Props) => {
  const messenger = useMessenger()
  const later = useLaterCode()
  const { isLoaded, isBehind, hasNewer, error, messages, outbox } = state
  const isOwnKnown = useOwnUuid() !== undefined // which of the messages are one's own
  const { place, opensNextAtEnd } = useLogPlace({
    state,
    asked: messageAt(useQueryString()),
    sentCount,
    onShown: () => navigate(addressWith(location), { replace: true }),
  })

  // The log opens at the first unread message, so it waits until that message has been fetched.
  const [isIncomplete, setIncomplete] = useState(isBehind)
  if (isIncomplete && (!isBehind || hasNewer || error)) setIncomplete(false)

  const isAtNewest = isLoaded && !hasNewer // pages of old messages are not announced

  // A failure that may pass is in the status line while nothing is loaded, and the request is repeated.
  const failure = error && (isLoaded || !error.isRetryable) ? error : undefined

  // Messages by blocked people are hidden in a group, so it is shown when it is known who they are.
  const areBlockedKnown = useBlocked(isNamed(state.group)) !== undefined
  const isReady = areBlockedKnown && isOwnKnown
  const canShowLog = isLoaded ? isReady && (!isIncomplete || outbox.length > 0) : outbox.length > 0

  const onRetry = () => {
    messenger.refresh()
    if (isLoaded) conversation.load(hasNewer ? 'newer' : 'older').catch(messengerErrorOf)
  }

  const onJumpToNewest = () => {
    opensNextAtEnd()
    conversation.load('newest').catch(messengerErrorOf) // the error is in the state as well
  }

  if (error?.code === 'message_group_not_found') {
    return (
      <div className="placeholder">
        <p className="big">{texts.conversationNotFound}</p>
        <p>{texts.conversationNotFoundHint}</p>
        {later && <later.UnsentTexts conversation={conversation} />}
      </div>
    )
  }
  return (
    <>
      {canShowLog ? (
        <MessageLog
          key={`log ${isLoaded} ${place.key}`}
          id={id}
          conversation={conversation}
          state={state}
          place={place}
          sentCount={sentCount}
          onJumpToNewest={onJumpToNewest}
          onEdit={onEdit}
        />
      ) : (
        !failure && (later ? <later.NotLoaded skeleton={<Skeleton />} /> : <Skeleton />)
      )}
      {failure && <ErrorNotice code={failure.code} onRetry={onRetry} />}
      {later && (
        <later.NewMessageAnnouncer
          key={String(isAtNewest)}
          messages={messages}
          isLoaded={isAtNewest}
          isInGroup={isNamed(state.group)}
        />
      )}
    </>
  )
}
