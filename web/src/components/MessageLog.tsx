import { useMemo } from 'react'
import { Virtualizer } from 'virtua'
import type { Conversation, OutboxItem } from '../../../client/types.ts'
import { useOwnUuid } from '../messengerContext.tsx'
import { unreadText } from '../text.ts'
import { Icon } from './Icon.tsx'
import { MessageItem } from './MessageItem.tsx'
import { outboxRuns, toMessageItems } from './messageItems.ts'
import { OutboxMessage } from './OutboxMessage.tsx'
import type { ConversationView } from './useConversationView.ts'
import { useLogMessages } from './useLogMessages.ts'
import { useLogScroll } from './useLogScroll.ts'
import { useMarkAsRead } from './useMarkAsRead.ts'
import { useNow } from './useNow.ts'
import { useHasOlderMessages, useOlderMessages } from './useOlderMessages.ts'

const loadOlderBelowPx = 800

const LoadingOlder = ({ isLoading }: { isLoading: boolean }) => (
  <p className="older" role="status">
    {isLoading && (
      <span>
        <span className="spinner" aria-hidden="true" /> Loading…
      </span>
    )}
  </p>
)

const TypingIndicator = ({ name, isTyping }: { name: string | undefined; isTyping: boolean }) => (
  <p className="typing" role="status">
    {isTyping && (
      <>
        <bdi>{name ?? 'Someone'}</bdi> is typing…
      </>
    )}
  </p>
)

type Props = {
  id: string
  conversation: Conversation
  state: ConversationView
  sentCount: number
  onEdit: (item: OutboxItem) => void
}

export const MessageLog = ({ id, conversation, state, sentCount, onEdit }: Props) => {
  const { group, messages, outbox, typing } = state
  const ownUuid = useOwnUuid() ?? ''
  const now = useNow()
  const items = useMemo(() => toMessageItems(state, ownUuid), [state, ownUuid])
  const { isLoadingOlder, loadOlderMessages } = useOlderMessages(conversation, state)
  const hasOlder = useHasOlderMessages(messages)
  const { scroller, list, isAtEnd, onGrow, onScroll, scrollToEnd } = useLogScroll({
    id,
    state,
    sentCount,
    lastState: items.at(-1)?.state,
  })
  const keepMounted = useLogMessages({ scroller, list, state, isAtEnd })
  const unsentRuns = useMemo(() => outboxRuns({ messages, outbox }, ownUuid), [messages, outbox, ownUuid])
  const unreadCount = group?.unread_count ?? 0
  useMarkAsRead(conversation, messages.at(-1)?.uuid, isAtEnd, unreadCount)

  const loadOlderNear = (offset: number) => {
    if (offset < loadOlderBelowPx) loadOlderMessages()
  }

  // A log that is too short to scroll, or already at its top, sends no scroll events.
  const onScrollInput = () => {
    if (scroller.current) loadOlderNear(scroller.current.scrollTop)
  }

  const onJumpToEnd = () => {
    scrollToEnd()
    scroller.current?.focus({ preventScroll: true }) // the button disappears, and the focus with it
  }

  return (
    <div className="log-frame">
      <LoadingOlder isLoading={isLoadingOlder} />
      <section
        className="log"
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard
        tabIndex={0}
        onWheel={onScrollInput}
        onTouchMove={onScrollInput}
        onKeyDown={onScrollInput}
        aria-label={`Messages with ${group?.display_name ?? 'someone'}`}
      >
        <div className="spacer" />
        <Virtualizer
          ref={list}
          scrollRef={scroller}
          shift={hasOlder}
          keepMounted={keepMounted}
          onScroll={(offset) => {
            onScroll(offset)
            loadOlderNear(offset)
          }}
          onResize={onGrow}
        >
          {items.map((item) => (
            <MessageItem key={item.message.uuid} {...item} now={now} />
          ))}
          {unsentRuns.map(({ item, ...run }) => (
            <OutboxMessage key={item.uuid} item={item} conversation={conversation} onEdit={onEdit} {...run} />
          ))}
        </Virtualizer>
        <TypingIndicator name={group?.display_name} isTyping={typing.length > 0} />
      </section>
      {!isAtEnd && (
        <button type="button" className="to-end" onClick={onJumpToEnd}>
          <Icon name="down" /> {unreadCount > 0 ? `${unreadText(unreadCount)} new` : 'Jump to latest'}
        </button>
      )}
    </div>
  )
}
