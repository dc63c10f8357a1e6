import { useLayoutEffect, useRef } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { useScrollPositions } from '../messengerContext.tsx'
import type { ConversationView } from './useConversationView.ts'
import { useInitialPosition, useScrollToInitialPosition } from './useInitialPosition.ts'
import { useStickToEnd } from './useStickToEnd.ts'

type Props = {
  id: string
  state: ConversationView
  sentCount: number
  /** The state below the newest message, which adds a line to the log. */
  lastState: string | undefined
}

/** The scroll position of a message log: where it opens, when it follows its end, and what is saved for the next time. */
export const useLogScroll = ({ id, state, sentCount, lastState }: Props) => {
  const { messages, outbox, typing } = state
  const scrollPositions = useScrollPositions()
  const newestUuid = messages.at(-1)?.uuid
  const scroller = useRef<HTMLElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const initialPosition = useInitialPosition(scrollPositions.get(id), state)
  const end = useStickToEnd(scroller, initialPosition === undefined)

  const scrollToEnd = () => {
    list.current?.scrollTo(Number.MAX_SAFE_INTEGER) // cancels a scroll to another item that waits for measurements
    end.scrollToEnd()
  }

  useScrollToInitialPosition(initialPosition, { scroller, list }, newestUuid, end.settle)

  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something is added at the end
  useLayoutEffect(() => {
    end.onGrow()
  }, [newestUuid, outbox.length, typing.length > 0, lastState])

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
    const position = end.onScroll() ? undefined : positionAt(offset)
    if (position) scrollPositions.set(id, position)
    else scrollPositions.delete(id)
  }

  return { scroller, list, isAtEnd: end.isAtEnd, onGrow: end.onGrow, onScroll, scrollToEnd }
}
