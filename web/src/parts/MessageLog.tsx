import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { loadOlder, me } from '../mailbox.ts'
import { haveRead, isLookedAt } from '../reading.ts'
import { type Conversation, firstUnread, lastOwn, type Unsent } from '../state/conversation.ts'
import { countText } from '../state/inbox.ts'
import { useStore } from '../store.ts'
import { isSameDay } from '../time.ts'
import type { Group, Message } from '../types.ts'
import { Icon } from './Icon.tsx'
import { type Item, MessageItem } from './MessageItem.tsx'
import { UnsentMessage } from './UnsentMessage.tsx'
import { useEnd } from './useEnd.ts'
import { useNow } from './useNow.ts'

const runWithinMs = 5 * 60_000
const olderFromPx = 800
const belowItemsPx = 200

const isSameRun = (one: Message, next: Message): boolean =>
  one.user_uuid === next.user_uuid && Date.parse(next.created_at) - Date.parse(one.created_at) < runWithinMs

const itemsOf = (conversation: Conversation, userUuid: string): Item[] => {
  const { messages, newFrom, unsent, older } = conversation
  const last = lastOwn(conversation, userUuid)
  return messages.map((message, index) => {
    const before = messages[index - 1]
    const startsDay = !before || !isSameDay(before.created_at, message.created_at)
    const isLast = last?.uuid === message.uuid && index === messages.length - 1 && unsent.length === 0
    return {
      message,
      isOwn: message.user_uuid === userUuid,
      startsAll: !before && !older,
      startsDay,
      startsNew: message.uuid === newFrom,
      startsRun: startsDay || !isSameRun(before, message),
      state: isLast ? (last.isSeen ? 'Seen' : 'Sent') : undefined,
    }
  })
}

/** Whether the messages before the one that was first have come: then the list grows upwards, and what is seen stays. */
const useGrowsUp = (messages: Message[]): boolean => {
  const first = useRef<string>(undefined)
  const last = useRef<string>(undefined)
  const grows = first.current !== messages[0]?.uuid && last.current === messages.at(-1)?.uuid
  useLayoutEffect(() => {
    first.current = messages[0]?.uuid
    last.current = messages.at(-1)?.uuid
  })
  return grows
}

type Props = {
  id: string
  conversation: Conversation
  group: Group | undefined
  sends: number
  giveBack: (unsent: Unsent) => void
}

export const MessageLog = ({ id, conversation, group, sends, giveBack }: Props) => {
  const { messages, unsent, older, isOtherTyping, code } = conversation
  const profile = useStore(me)
  const now = useNow()
  const scroller = useRef<HTMLElement>(null)
  const isLoading = useRef(false)
  const list = useRef<VirtualizerHandle>(null)
  const [startAt] = useState(() => firstUnread(messages, group?.unread_count ?? 0))
  const end = useEnd(scroller, !startAt)
  const userUuid = profile?.uuid ?? ''
  const items = useMemo(() => itemsOf(conversation, userUuid), [conversation, userUuid])
  const growsUp = useGrowsUp(messages)
  const newest = messages.at(-1)

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened
  useLayoutEffect(() => {
    if (!startAt) return
    list.current?.scrollToIndex(messages.findIndex(({ uuid }) => uuid === startAt))
    // Where all of it fits on the screen, nothing scrolls and tells that the end is there. Before the last message is
    // in the page, the height is an estimate.
    const observer = new ResizeObserver(() => {
      if (scroller.current?.querySelector(`[data-uuid="${newest?.uuid}"]`)) end.onScroll()
    })
    for (const element of scroller.current?.children ?? []) observer.observe(element)
    return () => observer.disconnect()
  }, [startAt])

  const toEnd = () => {
    // By the list, too: it may still be scrolling to the first unread message. The end is below its last item.
    list.current?.scrollToIndex(items.length + unsent.length - 1, { align: 'end', offset: belowItemsPx })
    end.toEnd()
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something is added at the end
  useLayoutEffect(() => {
    end.stay()
  }, [newest?.uuid, unsent.length, isOtherTyping, items.at(-1)?.state])

  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever sends wants to see it
  useLayoutEffect(() => {
    if (sends > 0) toEnd()
  }, [sends])

  const unread = group?.unread_count
  // biome-ignore lint/correctness/useExhaustiveDependencies: also when the count says that something is unread
  useEffect(() => {
    const look = () => {
      if (newest && end.isAtEnd && isLookedAt()) haveRead(id, newest)
    }
    look()
    addEventListener('focus', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      removeEventListener('focus', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [id, newest?.uuid, end.isAtEnd, unread])

  const onScroll = (offset: number) => {
    end.onScroll()
    if (offset < olderFromPx) bringOlder()
  }

  // What cannot scroll, for there is too little of it or it stands at its top, says nothing of it.
  const wantToScroll = () => {
    const { current } = scroller
    if (current && current.scrollTop < olderFromPx) bringOlder()
  }

  const goToEnd = () => {
    toEnd()
    scroller.current?.focus({ preventScroll: true }) // the button goes, and would take the focus with it
  }

  const bringOlder = async () => {
    if (isLoading.current || !older || code) return
    isLoading.current = true
    await loadOlder(id)
    isLoading.current = false
  }

  return (
    <div className="log-frame">
      <section
        className="log"
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard as well
        tabIndex={0}
        onWheel={wantToScroll}
        onTouchMove={wantToScroll}
        onKeyDown={wantToScroll}
        aria-label={`Messages with ${group?.display_name ?? 'somebody'}`}
      >
        <div className="spring" />
        <Virtualizer ref={list} scrollRef={scroller} shift={growsUp} onScroll={onScroll} onResize={end.stay}>
          {items.map((item) => (
            <MessageItem key={item.message.uuid} {...item} now={now} />
          ))}
          {unsent.map((one) => (
            <UnsentMessage key={one.uuid} id={id} unsent={one} giveBack={giveBack} />
          ))}
        </Virtualizer>
        <p className="typing" role="status">
          {isOtherTyping && (
            <>
              <bdi>{group?.display_name ?? 'Somebody'}</bdi> is typing…
            </>
          )}
        </p>
      </section>
      {!end.isAtEnd && (
        <button type="button" className="to-end" onClick={goToEnd}>
          <Icon name="down" /> {unread ? `${countText(unread)} new` : 'To the latest'}
        </button>
      )}
    </div>
  )
}
