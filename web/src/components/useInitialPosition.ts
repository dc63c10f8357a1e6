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
  | { kind: 'unread' }
  | { kind: 'target'; uuid: string }
)

const findInitialPosition = (
  saved: ScrollPosition | undefined,
  { messages, firstUnread }: ConversationView,
  { target, isEnd }: LogPlace,
): InitialPosition | undefined => {
  const indexOf = (wanted: string | undefined) => messages.findIndex(({ uuid }) => uuid === wanted)
  const targetIndex = indexOf(target)
  if (target && targetIndex >= 0) return { kind: 'target', index: targetIndex, uuid: target }
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
  { settle, onSettled }: { settle: () => boolean; onSettled: () => boolean },
) => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, when the conversation is opened
  useLayoutEffect(() => {
    const { current } = list
    if (!position || !current) return
    const { index, kind } = position
    const above = kind === 'unread' ? -contextShare * (scroller.current?.clientHeight ?? 0) : 0
    if (kind === 'target') current.scrollToIndex(index, { align: 'center' })
    else current.scrollToIndex(index, { offset: kind === 'saved' ? position.offset : above })
    // If all messages from here on fit on the screen, nothing scrolls, and so no scroll event reports that the end is reached.
    // Until all messages down to the newest one are rendered and measured, the heights are estimates. The list hides items that
    // it has not measured. Its own height changes only where an estimate was wrong.
    // For a message in the middle of the screen, those around it are enough.
    const awaitedUuid = kind === 'target' ? position.uuid : newestUuid
    const observer = new MutationObserver(() => {
      const log = scroller.current
      if (!log?.querySelector(`[data-uuid="${awaitedUuid}"]`)) return
      const isMeasured = (item: Element) => item.checkVisibility({ visibilityProperty: true })
      if (![...log.querySelectorAll('article')].every(isMeasured)) return
      observer.disconnect()
      if (settle() && kind !== 'saved') {
        const middle = (current.getItemSize(index) - current.viewportSize) / 2
        const top = current.getItemOffset(index) + (kind === 'target' ? middle : above)
        log.scrollTo({ top }) // at once, so that it can be told whether this is the end
        // Messages above it can still be measured.
        if (kind === 'target') current.scrollToIndex(index, { align: 'center' })
      }
      // The log follows its end from now on. Replaces the scrollToIndex above, which the list would repeat when an item grows.
      if (onSettled()) current.scrollTo(Number.MAX_SAFE_INTEGER)
    })
    if (scroller.current)
      observer.observe(scroller.current, { childList: true, subtree: true, attributeFilter: ['style'] })
    return () => observer.disconnect()
  }, [])
}
