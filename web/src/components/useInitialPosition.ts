import { type RefObject, useLayoutEffect, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { ScrollPosition } from '../messengerContext.tsx'
import type { ConversationView } from './useConversationView.ts'

/** The index of a message in the log, and how far above the top edge it starts. */
export type InitialPosition = { index: number; offset: number; isUnread: boolean }

const findInitialPosition = (
  saved: ScrollPosition | undefined,
  { messages, firstUnread }: ConversationView,
): InitialPosition | undefined => {
  const indexOf = (wanted: string | undefined) => messages.findIndex(({ uuid }) => uuid === wanted)
  const savedIndex = indexOf(saved?.uuid)
  if (saved && savedIndex >= 0) return { index: savedIndex, offset: saved.offset, isUnread: false }
  const unreadIndex = indexOf(firstUnread)
  return unreadIndex >= 0 ? { index: unreadIndex, offset: 0, isUnread: true } : undefined
}

/** Where the log opens: where the user left it, else at the first unread message, else (undefined) at its end. */
export const useInitialPosition = (saved: ScrollPosition | undefined, state: ConversationView) =>
  useState(() => findInitialPosition(saved, state))[0]

type Log = { scroller: RefObject<HTMLElement | null>; list: RefObject<VirtualizerHandle | null> }

/** Scrolls to the initial position, and calls `onSettled` when the log has reached it. */
export const useScrollToInitialPosition = (
  position: InitialPosition | undefined,
  { scroller, list }: Log,
  newestUuid: string | undefined,
  onSettled: () => void,
) => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, when the conversation is opened
  useLayoutEffect(() => {
    if (!position) return
    list.current?.scrollToIndex(position.index, { align: 'start', offset: position.offset })
    if (!position.isUnread) return
    // If all unread messages fit on the screen, nothing scrolls, and so no scroll event reports that the end is reached. Until
    // the newest message is rendered and measured, the heights are estimates. The list hides items that it has not measured.
    const observer = new ResizeObserver(() => {
      const newest = scroller.current?.querySelector(`[data-uuid="${newestUuid}"]`)
      if (!newest?.checkVisibility({ visibilityProperty: true })) return
      observer.disconnect()
      // Replaces the scrollToIndex above, which the list would repeat when an item grows.
      list.current?.scrollTo(list.current.getItemOffset(position.index))
      onSettled()
    })
    for (const element of scroller.current?.children ?? []) observer.observe(element)
    return () => observer.disconnect()
  }, [])
}
