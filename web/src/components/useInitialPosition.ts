import { type RefObject, useLayoutEffect, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { ScrollPosition } from '../messengerContext.tsx'
import type { ConversationView } from './useConversationView.ts'
import type { LogPlace } from './useLogPlace.ts'

/** How much of the screen shows what is before the first unread message. */
const contextShare = 0.25

/** A message in the log, and how far above the top edge it starts: in pixels, or in shares of the height. */
export type InitialPosition = { index: number } & (
  | { kind: 'saved'; offset: number }
  | { kind: 'unread' | 'target' }
)

const findInitialPosition = (
  saved: ScrollPosition | undefined,
  { messages, firstUnread }: ConversationView,
  { target, isEnd }: LogPlace,
): InitialPosition | undefined => {
  const indexOf = (wanted: string | undefined) => messages.findIndex(({ uuid }) => uuid === wanted)
  const targetIndex = indexOf(target)
  if (targetIndex >= 0) return { kind: 'target', index: targetIndex }
  if (isEnd) return undefined
  const savedIndex = indexOf(saved?.uuid)
  if (saved && savedIndex >= 0) return { kind: 'saved', index: savedIndex, offset: saved.offset }
  const unreadIndex = indexOf(firstUnread)
  return unreadIndex >= 0 ? { kind: 'unread', index: unreadIndex } : undefined
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

/** Scrolls to the initial position, unless the user scrolls before it is reached. */
export const useScrollToInitialPosition = (
  position: InitialPosition | undefined,
  { scroller, list }: Log,
  newestUuid: string | undefined,
  { settle, onSettled }: { settle: () => boolean; onSettled: () => void },
) => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, when the conversation is opened
  useLayoutEffect(() => {
    const { current } = list
    if (!position || !current) return
    const { index, kind } = position
    const above = kind === 'unread' ? -contextShare * (scroller.current?.clientHeight ?? 0) : 0
    if (kind === 'target') current.scrollToIndex(index, { align: 'center' })
    else current.scrollToIndex(index, { offset: kind === 'saved' ? position.offset : above })
    if (kind === 'saved') return
    // If all messages from here on fit on the screen, nothing scrolls, and so no scroll event reports that the end is reached.
    // Until the newest message is rendered and measured, the heights are estimates. The list hides items that it has not
    // measured.
    const observer = new ResizeObserver(() => {
      const newest = scroller.current?.querySelector(`[data-uuid="${newestUuid}"]`)
      if (!newest?.checkVisibility({ visibilityProperty: true })) return
      observer.disconnect()
      if (!settle()) return
      // Replaces the scrollToIndex above, which the list would repeat when an item grows.
      const middle = (current.getItemSize(index) - current.viewportSize) / 2
      current.scrollTo(current.getItemOffset(index) + (kind === 'target' ? middle : above))
      onSettled()
    })
    for (const element of scroller.current?.children ?? []) observer.observe(element)
    return () => observer.disconnect()
  }, [])
}
