import { useMemo } from 'react'
import { Virtualizer } from 'virtua'
import { me } from '../mailbox.ts'
import type { Conversation, Unsent } from '../state/conversation.ts'
import { countText } from '../state/inbox.ts'
import { useStore } from '../store.ts'
import type { Group } from '../types.ts'
import { Icon } from './Icon.tsx'
import { MessageItem } from './MessageItem.tsx'
import { toMessageItems } from './messageItems.ts'
import { UnsentMessage } from './UnsentMessage.tsx'
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
  group: Group | undefined
  sentCount: number
  onEdit: (unsent: Unsent) => void
}

export const MessageLog = ({ id, conversation, group, sentCount, onEdit }: Props) => {
  const { messages, unsent, isOtherTyping } = conversation
  const userUuid = useStore(me)?.uuid ?? ''
  const now = useNow()
  const items = useMemo(() => toMessageItems(conversation, userUuid), [conversation, userUuid])
  const { isLoadingOlder, loadOlderMessages } = useOlderMessages(id, conversation)
  const hasOlder = useHasOlderMessages(messages)
  const unreadCount = group?.unread_count
  const { scroller, list, isAtEnd, onGrow, onScroll, scrollToEnd } = useLogScroll({
    id,
    conversation,
    unreadCount: unreadCount ?? 0,
    sentCount,
    lastState: items.at(-1)?.state,
  })
  useMarkAsRead(id, messages.at(-1), isAtEnd, unreadCount)

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
          onScroll={(offset) => {
            onScroll(offset)
            loadOlderNear(offset)
          }}
          onResize={onGrow}
        >
          {items.map((item) => (
            <MessageItem key={item.message.uuid} {...item} now={now} />
          ))}
          {unsent.map((message) => (
            <UnsentMessage key={message.uuid} id={id} unsent={message} onEdit={onEdit} />
          ))}
        </Virtualizer>
        <TypingIndicator name={group?.display_name} isTyping={isOtherTyping} />
      </section>
      {!isAtEnd && (
        <button type="button" className="to-end" onClick={onJumpToEnd}>
          <Icon name="down" /> {unreadCount ? `${countText(unreadCount)} new` : 'Jump to latest'}
        </button>
      )}
    </div>
  )
}
