import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { loadOlder, me } from '../mailbox.ts'
import { haveRead, isLookedAt } from '../reading.ts'
import { keepScrolled, readScrolled, type Scrolled } from '../scrolled.ts'
import { type Conversation, firstUnread, type Unsent } from '../state/conversation.ts'
import { countText } from '../state/inbox.ts'
import { useStore } from '../store.ts'
import type { Group, Message } from '../types.ts'
import { Icon } from './Icon.tsx'
import { itemsOf } from './items.ts'
import { MessageItem } from './MessageItem.tsx'
import { UnsentMessage } from './UnsentMessage.tsx'
import { useEnd } from './useEnd.ts'
import { useNow } from './useNow.ts'

const olderFromPx = 800

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

const useOlder = (id: string, { older, code }: Conversation) => {
  const isLoading = useRef(false)
  const [isLoadingOlder, setLoadingOlder] = useState(false)
  const bringOlder = async () => {
    if (isLoading.current || !older || code) return
    isLoading.current = true
    setLoadingOlder(true)
    await loadOlder(id)
    isLoading.current = false
    setLoadingOlder(false)
  }
  return { isLoadingOlder, bringOlder }
}

type OpensAt = { index: number; offset: number; isUnread: boolean }

const placeIn = (messages: Message[], scrolled: Scrolled | undefined): OpensAt | undefined => {
  const index = messages.findIndex(({ uuid }) => uuid === scrolled?.uuid)
  return scrolled && index >= 0 ? { index, offset: scrolled.offset, isUnread: false } : undefined
}

const placeOfUnread = (messages: Message[], unreadUuid: string | undefined): OpensAt | undefined => {
  const index = messages.findIndex(({ uuid }) => uuid === unreadUuid)
  return index >= 0 ? { index, offset: 0, isUnread: true } : undefined
}

type Props = {
  id: string
  conversation: Conversation
  group: Group | undefined
  sends: number
  giveBack: (unsent: Unsent) => void
}

export const MessageLog = ({ id, conversation, group, sends, giveBack }: Props) => {
  const { messages, unsent, isOtherTyping } = conversation
  const profile = useStore(me)
  const now = useNow()
  const scroller = useRef<HTMLElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const { isLoadingOlder, bringOlder } = useOlder(id, conversation)
  const [opensAt] = useState(
    () =>
      placeIn(messages, readScrolled(id)) ??
      placeOfUnread(messages, firstUnread(messages, group?.unread_count ?? 0)),
  )
  const end = useEnd(scroller, opensAt === undefined)
  const userUuid = profile?.uuid ?? ''
  const items = useMemo(() => itemsOf(conversation, userUuid), [conversation, userUuid])
  const growsUp = useGrowsUp(messages)
  const newest = messages.at(-1)

  const toEnd = () => {
    list.current?.scrollTo(Number.MAX_SAFE_INTEGER) // instead of a scroll to another place that waits for measurements
    end.toEnd()
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the conversation is opened
  useLayoutEffect(() => {
    if (!opensAt) return
    list.current?.scrollToIndex(opensAt.index, { align: 'start', offset: opensAt.offset })
    if (!opensAt.isUnread) return
    // If all of it fits on the screen, nothing scrolls, and no event says that the end is there. Until the last message is
    // in the page, the height is an estimate.
    const observer = new ResizeObserver(() => {
      if (!scroller.current?.querySelector(`[data-uuid="${newest?.uuid}"]`)) return
      observer.disconnect()
      // Instead of the scroll above, which the list would repeat when an item grows.
      list.current?.scrollTo(list.current.getItemOffset(opensAt.index))
      end.settle()
    })
    for (const element of scroller.current?.children ?? []) observer.observe(element)
    return () => observer.disconnect()
  }, [])

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

  const scrolledTo = (offset: number) => {
    const index = list.current?.findItemIndex(offset) ?? 0
    const uuid = messages[index]?.uuid
    return uuid && list.current ? { uuid, offset: offset - list.current.getItemOffset(index) } : undefined
  }

  const onScroll = (offset: number) => {
    keepScrolled(id, end.onScroll() ? undefined : scrolledTo(offset))
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

  return (
    <div className="log-frame">
      <p className="older" role="status">
        {isLoadingOlder && (
          <span>
            <span className="spinner" aria-hidden="true" /> Loading…
          </span>
        )}
      </p>
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
