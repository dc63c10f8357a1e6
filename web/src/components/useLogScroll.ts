import { useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { useScrollPositions } from '../messengerContext.tsx'
import type { ConversationView } from './useConversationView.ts'
import { useInitialPosition, useScrollToInitialPosition } from './useInitialPosition.ts'
import type { LogPlace } from './useLogPlace.ts'
import { useStickToEnd } from './useStickToEnd.ts'

type Props = {
  id: string
  state: ConversationView
  place: LogPlace
  sentCount: number
  /** The state below the newest message, which adds a line to the log. */
  lastState: string | undefined
}

/** The scroll position of a message log: where it opens, when it follows its end, and what is saved for the next time. */
export const useLogScroll = ({ id, state, place, sentCount, lastState }: Props) => {
  const { messages, outbox, typing, hasNewer } = state
  const scrollPositions = useScrollPositions()
  const newestUuid = messages.at(-1)?.uuid
  const [sentBefore] = useState(sentCount)
  const scroller = useRef<HTMLElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const initialPosition = useInitialPosition(scrollPositions.get(id), state, place)
  const end = useStickToEnd(scroller, { opensAtEnd: initialPosition === undefined, hasNewer })

  const scrollToEnd = () => {
    list.current?.scrollTo(Number.MAX_SAFE_INTEGER) // cancels a scroll to another item that waits for measurements
    end.scrollToEnd()
  }

  useScrollToInitialPosition(initialPosition, { scroller, list }, messages, {
    isSettling: end.isSettling,
    onSettled: () => {
      if (end.settle()) scrollPositions.delete(id)
    },
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something is added at the end
  useLayoutEffect(() => {
    end.onGrow()
  }, [newestUuid, hasNewer, outbox.length, typing.length > 0, lastState])

  // biome-ignore lint/correctness/useExhaustiveDependencies: after sending, the user wants to see the message
  useLayoutEffect(() => {
    if (sentCount !== sentBefore) scrollToEnd()
  }, [sentCount])

  const positionAt = (offset: number) => {
    const index = list.current?.findItemIndex(offset) ?? 0
    const uuid = messages[index]?.uuid
    return uuid && list.current ? { uuid, offset: offset - list.current.getItemOffset(index) } : undefined
  }

  const onScroll = (offset: number) => {
    const position = end.onScroll() ? undefined : positionAt(offset)
    if (position) scrollPositions.set(id, position)
    else scrollPositions.delete(id)
  }

  /** The newest message whose end is on the screen. */
  const findVisible = () => {
    const { current } = list
    if (!current || messages.length === 0) return undefined
    const bottom = current.scrollOffset + current.viewportSize
    const last = Math.min(current.findItemIndex(bottom), messages.length - 1)
    const isWhole = current.getItemOffset(last) + current.getItemSize(last) <= bottom
    return messages[isWhole ? last : last - 1]?.uuid
  }

  const { isAtEnd, onGrow, isByUser } = end
  return { scroller, list, isAtEnd, onGrow, onScroll, scrollToEnd, findVisible, isByUser }
}
