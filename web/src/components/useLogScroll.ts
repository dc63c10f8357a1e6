import { useLayoutEffect, useRef } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { saveScrollPosition } from '../scrollPositions.ts'
import type { Conversation } from '../state/conversation.ts'
import { useInitialPosition, useScrollToInitialPosition } from './useInitialPosition.ts'
import { useStickToEnd } from './useStickToEnd.ts'

type Props = {
  id: string
  conversation: Conversation
  unreadCount: number
  sentCount: number
  /** The state below the newest message, which adds a line to the log. */
  lastState: string | undefined
}

/** The scroll position of a message log: where it opens, when it follows its end, and what is saved for the next time. */
export const useLogScroll = ({ id, conversation, unreadCount, sentCount, lastState }: Props) => {
  const { messages, unsent, isOtherTyping } = conversation
  const newestUuid = messages.at(-1)?.uuid
  const scroller = useRef<HTMLElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const initialPosition = useInitialPosition(id, messages, unreadCount)
  const end = useStickToEnd(scroller, initialPosition === undefined)

  const scrollToEnd = () => {
    list.current?.scrollTo(Number.MAX_SAFE_INTEGER) // cancels a scroll to another item that waits for measurements
    end.scrollToEnd()
  }

  useScrollToInitialPosition(initialPosition, { scroller, list }, newestUuid, end.settle)

  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something is added at the end
  useLayoutEffect(() => {
    end.onGrow()
  }, [newestUuid, unsent.length, isOtherTyping, lastState])

  // biome-ignore lint/correctness/useExhaustiveDependencies: after sending, the user wants to see the message
  useLayoutEffect(() => {
    if (sentCount > 0) scrollToEnd()
  }, [sentCount])

  const positionAt = (offset: number) => {
    const index = list.current?.findItemIndex(offset) ?? 0
    const uuid = messages[index]?.uuid
    return uuid && list.current ? { uuid, offset: offset - list.current.getItemOffset(index) } : undefined
  }

  const onScroll = (offset: number) => {
    saveScrollPosition(id, end.onScroll() ? undefined : positionAt(offset))
  }

  return { scroller, list, isAtEnd: end.isAtEnd, onGrow: end.onGrow, onScroll, scrollToEnd }
}
