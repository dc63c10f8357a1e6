import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Virtualizer } from 'virtua'
import type { Conversation, Message, OutboxItem } from '../../../client/types.ts'
import { isAccepted, isNamed } from '../groups.ts'
import { useMessenger, useOwnUuid } from '../messengerContext.tsx'
import { unreadText } from '../text.ts'
import * as texts from '../texts.ts'
import { useBlocked } from '../useBlocked.ts'
import { useStore } from '../useStore.ts'
import { DayHeading } from './DayHeading.tsx'
import { focusWhenRendered } from './focusWhenRendered.ts'
import { Icon } from './Icon.tsx'
import { LoadingPage } from './LoadingPage.tsx'
import { MessageItem } from './MessageItem.tsx'
import { outboxRuns, toMessageItem } from './messageItems.ts'
import { OutboxMessage } from './OutboxMessage.tsx'
import type { StickyDayHandle } from './StickyDay.tsx'
import type { ConversationView } from './useConversationView.ts'
import { useLaterCode } from './useLoadedLater.ts'
import type { LogPlace } from './useLogPlace.ts'
import { useLogScroll } from './useLogScroll.ts'
import { useMarkAsRead } from './useMarkAsRead.ts'
import { useHasOlderMessages, useMorePages } from './useMorePages.ts'
import { useNow } from './useNow.ts'

const highlightMs = 2000

/** The message that the address has asked for, for a moment. */
const useHighlighted = ({ target, jumps }: LogPlace) => {
  const [lastOver, setLastOver] = useState(-1)
  useEffect(() => {
    const timer = setTimeout(() => setLastOver(jumps), highlightMs)
    return () => clearTimeout(timer)
  }, [jumps])
  return lastOver === jumps ? undefined : target
}

type Props = {
  id: string
  conversation: Conversation
  state: ConversationView
  place: LogPlace
  sentCount: number
  onJumpToNewest: () => void
  onEdit: (item: OutboxItem) => void
}

export const MessageLog = (props: Props) => {
  const { id, conversation, state, place, sentCount, onJumpToNewest, onEdit } = props
  const { group, messages, outbox, hasNewer } = state
  const ownUuid = useOwnUuid() ?? ''
  const now = useNow()
  const later = useLaterCode()
  const isPlain = !isAccepted(group)
  const isInGroup = isNamed(group)
  const blocked = useBlocked(isInGroup)
  const mentioned = useStore(useMessenger().status, ({ me }) => (isInGroup ? me?.handle : undefined))
  const newest = messages.at(-1)
  const lastState = newest && toMessageItem(state, ownUuid, newest, messages.length - 1).state
  const { isLoadingOlder, isLoadingNewer, loadOlderNear, loadNewerNear } = useMorePages(conversation, state)
  const hasOlderMessages = useHasOlderMessages(messages)
  const scroll = useLogScroll({ id, state, place, sentCount, lastState })
  const { scroller, list, isAtEnd, scrollToEnd } = scroll
  const stickyDay = useRef<StickyDayHandle>(null)
  const highlighted = useHighlighted(place)
  const uuids = useMemo(() => [...messages, ...outbox].map(({ uuid }) => uuid), [messages, outbox])
  const [jumpsBefore] = useState(place.jumps)
  const [focusedUuid, setFocusedUuid] = useState('')
  const keepMounted = useMemo(() => {
    const index = uuids.indexOf(focusedUuid)
    return index < 0 ? [] : [index]
  }, [uuids, focusedUuid])
  const unreadCount = group?.unread_count ?? 0
  const waitForRest = useMarkAsRead({
    conversation,
    newestUuid: hasNewer ? undefined : newest?.uuid,
    isAtEnd,
    unreadCount,
    findVisible: scroll.findVisible,
  })

  const rows = useMemo(
    () => [...messages, ...outboxRuns({ messages, outbox }, ownUuid)],
    [messages, outbox, ownUuid],
  )
  const renderRow = useCallback(
    (row: Message | ReturnType<typeof outboxRuns>[number], index: number) =>
      'created_at' in row ? (
        <div key={row.uuid} className={row.uuid === highlighted ? 'is-target' : undefined}>
          <MessageItem
            {...toMessageItem(state, ownUuid, row, index)}
            conversation={conversation}
            now={now}
            isPlain={isPlain}
            isHidden={isInGroup && (blocked?.has(row.user_uuid) ?? false)}
            isQuoteHidden={isInGroup && (blocked?.has(row.reply_to?.user_uuid ?? '') ?? false)}
            mentioned={mentioned}
          />
        </div>
      ) : (
        <div key={row.item.uuid}>
          {row.isFirstOfDay && <DayHeading time={row.item.createdAt} now={now} />}
          <OutboxMessage {...row} conversation={conversation} onEdit={onEdit} />
        </div>
      ),
    [state, ownUuid, now, isPlain, highlighted, conversation, onEdit, isInGroup, blocked, mentioned],
  )

  const loadBelow = () => {
    const { scrollOffset = 0, scrollSize = 0, viewportSize = 0 } = list.current ?? {}
    if (viewportSize > 0) loadNewerNear(scrollSize - scrollOffset - viewportSize)
  }

  // A log that is too short to scroll, or already at its top, sends no scroll events.
  const loadMore = () => {
    loadOlderNear(scroller.current?.scrollTop ?? 0)
    loadBelow()
  }

  const onScroll = (offset: number) => {
    scroll.onScroll(offset)
    stickyDay.current?.onScroll(offset, scroll.isByUser())
    waitForRest()
    loadMore()
  }

  const takeFocus = () => scroller.current?.focus({ preventScroll: true })

  const onJumpToEnd = () => {
    if (hasNewer) return onJumpToNewest()
    scrollToEnd()
    takeFocus() // the button disappears, and the focus with it
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: the log has replaced another one with its button or quote
  useEffect(() => {
    const { current } = scroller
    if (place.takesFocus) takeFocus()
    else if (place.target && current && document.activeElement === document.body)
      focusWhenRendered(current, place.target)
  }, [])

  return (
    <div className="log-frame">
      {later && <later.StickyDay ref={stickyDay} list={list} state={state} now={now} />}
      <LoadingPage className="older" isLoading={isLoadingOlder} />
      <section
        className="log"
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard
        tabIndex={0}
        onWheel={loadMore}
        onTouchMove={loadMore}
        onKeyDown={loadMore}
        aria-label={texts.messagesWith(group?.display_name)}
      >
        <div className="spacer" />
        <Virtualizer
          ref={list}
          scrollRef={scroller}
          shift={hasOlderMessages}
          keepMounted={keepMounted}
          onScroll={onScroll}
          onResize={() => {
            scroll.onGrow()
            loadBelow() // a page of messages can be shorter than the screen
          }}
          data={rows}
        >
          {renderRow}
        </Virtualizer>
        {/* Its line is always there, so that nothing moves. */}
        <p className="typing" role="status">
          {later && state.typing.length > 0 && <later.TypingPeople state={state} />}
        </p>
      </section>
      <LoadingPage className="newer" isLoading={isLoadingNewer} />
      {later && (
        <later.LogActions
          scroller={scroller}
          list={list}
          conversation={conversation}
          name={group?.display_name}
          uuids={uuids}
          isAtEnd={isAtEnd}
          place={place}
          jumpsBefore={jumpsBefore}
          focusedUuid={focusedUuid}
          setFocusedUuid={setFocusedUuid}
        />
      )}
      {!isAtEnd && (
        <button type="button" className="to-end" onClick={onJumpToEnd}>
          <Icon name="down" />{' '}
          {unreadCount > 0 ? texts.newCount(unreadText(unreadCount)) : texts.jumpToLatest}
        </button>
      )}
    </div>
  )
}
