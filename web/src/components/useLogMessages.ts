import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Conversation } from '../../../client/types.ts'
import { useMessenger } from '../messengerContext.tsx'
import { useStore } from '../useStore.ts'
import type { ConversationView } from './useConversationView.ts'
import { useLaterCode } from './useLoadedLater.ts'
import { useMessageKeys } from './useMessageKeys.ts'

/** A message that arrives at the end of the open log rises. Only a transform, which the virtual list does not measure. */
const useRise = (scroller: RefObject<HTMLElement | null>, uuids: readonly string[], isAtEnd: boolean) => {
  const before = useRef(uuids)
  useLayoutEffect(() => {
    const newest = uuids.at(-1)
    const hasArrived = uuids.length > before.current.length && newest !== before.current.at(-1)
    before.current = uuids
    if (!hasArrived || !isAtEnd || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    scroller.current
      ?.querySelector(`article[data-uuid="${newest}"]`)
      ?.animate([{ opacity: 0, transform: 'translateY(8px)' }, {}], { duration: 150, easing: 'ease-out' })
  }, [scroller, uuids, isAtEnd])
}

type Props = {
  scroller: RefObject<HTMLElement | null>
  list: RefObject<VirtualizerHandle | null>
  conversation: Conversation
  state: ConversationView
  isAtEnd: boolean
}

/**
 * What one can do with the messages of a log: move between them by keyboard, copy several, and reply to one by a swipe. Returns
 * the indexes that the virtual list has to keep mounted.
 */
export const useLogMessages = ({
  scroller,
  list,
  conversation,
  state,
  isAtEnd,
}: Props): readonly number[] => {
  const { group, messages, outbox } = state
  const ownName = useStore(useMessenger().status, ({ me }) => me?.display_name ?? 'You')
  const name = group?.display_name ?? ''
  const nameOf = useCallback((isOwn: boolean) => (isOwn ? ownName : name), [ownName, name])
  const later = useLaterCode()
  const uuids = useMemo(() => [...messages, ...outbox].map(({ uuid }) => uuid), [messages, outbox])
  useEffect(() => later?.listenToCopy(scroller, nameOf), [later, scroller, nameOf])
  useEffect(() => later?.listenToSwipe(scroller, conversation), [later, scroller, conversation])
  useRise(scroller, uuids, isAtEnd)
  return useMessageKeys({ scroller, list }, uuids)
}
