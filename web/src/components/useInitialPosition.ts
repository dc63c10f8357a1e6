import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Message } from '../../../client/types.ts'
import type { ScrollPosition } from '../messengerContext.tsx'
import type { ConversationView } from './useConversationView.ts'
import type { LogPlace } from './useLogPlace.ts'

/** How much of the screen shows what is before the first unread message. */
const contextShare = 0.25

/** A message in the log, and how far above the top edge it starts: in pixels, or in shares of the height. */
export type InitialPosition = { uuid: string } & (
  | { kind: 'saved'; offset: number }
  | { kind: 'unread' | 'target' }
)

const findInitialPosition = (
  saved: ScrollPosition | undefined,
  { messages, firstUnread }: ConversationView,
  { target, isEnd }: LogPlace,
): InitialPosition | undefined => {
  const isHere = (wanted: string) => messages.some(({ uuid }) => uuid === wanted)
  if (target && isHere(target)) return { kind: 'target', uuid: target }
  if (isEnd) return undefined
  if (saved && isHere(saved.uuid)) return { kind: 'saved', ...saved }
  return firstUnread && isHere(firstUnread) ? { kind: 'unread', uuid: firstUnread } : undefined
}

/**
 * Where the log opens: at the message that the address asks for, else where the user left it, else at the first unread
 * message, else (undefined) at its end.
 */
export const useInitialPosition = (
  saved: ScrollPosition | undefined,
  state: ConversationView,
  place: LogPlace,
) => useState(() => findInitialPosition(saved, state, place))[0]

type Log = { scroller: RefObject<HTMLElement | null>; list: RefObject<VirtualizerHandle | null> }

/**
 * Scrolls to the initial position, unless the user scrolls before it is reached. Until the messages on the screen are rendered and
 * measured, their heights are estimates, so it takes several steps. The list's own scrollToIndex could not be cancelled.
 */
export const useScrollToInitialPosition = (
  position: InitialPosition | undefined,
  { scroller, list }: Log,
  messages: readonly Message[],
  { isSettling, onSettled }: { isSettling: () => boolean; onSettled: () => void },
) => {
  // Older messages can be loaded before it is reached.
  const latest = useRef(messages)
  useLayoutEffect(() => {
    latest.current = messages
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, when the conversation is opened
  useLayoutEffect(() => {
    const [{ current }, { current: log }] = [list, scroller]
    if (!position || !current || !log) return
    const { uuid: wanted, kind } = position

    const topOf = (): number => {
      const index = latest.current.findIndex(({ uuid }) => uuid === wanted)
      const offset = current.getItemOffset(index)
      if (kind === 'saved') return offset + position.offset
      if (kind === 'unread') return offset - contextShare * log.clientHeight
      return offset + (current.getItemSize(index) - log.clientHeight) / 2
    }

    /** Returns whether it was there already. */
    const scroll = (): boolean => {
      const before = log.scrollTop
      log.scrollTo({ top: topOf() })
      return Math.abs(log.scrollTop - before) < 1
    }

    // The list hides messages that it has not measured.
    const isMeasured = (): boolean =>
      log.querySelector(`[data-uuid="${wanted}"]`) !== null &&
      [...log.querySelectorAll('article')].every((article) =>
        article.checkVisibility({ visibilityProperty: true }),
      )

    let frame = 0
    const stop = () => {
      observer.disconnect()
      cancelAnimationFrame(frame)
    }
    const settle = () => {
      cancelAnimationFrame(frame)
      if (!isSettling()) return stop()
      if (!scroll() || !isMeasured()) {
        frame = requestAnimationFrame(settle)
        return
      }
      stop()
      onSettled() // If nothing had to scroll, no scroll event reports that the end is reached.
    }
    const observer = new MutationObserver(settle)
    scroll()
    observer.observe(log, { childList: true, subtree: true, attributeFilter: ['style'] })
    return stop
  }, [])
}
