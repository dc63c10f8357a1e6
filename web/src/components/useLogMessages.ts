import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Conversation } from '../../../client/types.ts'
import { useMessenger } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { useToast } from './Toast.tsx'
import type { ConversationView } from './useConversationView.ts'
import { useLaterCode } from './useLoadedLater.ts'
import type { LogPlace } from './useLogPlace.ts'
import { useMessageKeys } from './useMessageKeys.ts'

/** Lets a message that arrives at the end of the open log rise. */
const useRise = (scroller: RefObject<HTMLElement | null>, uuids: readonly string[], isAtEnd: boolean) => {
  const later = useLaterCode()
  const before = useRef(uuids)
  useLayoutEffect(() => {
    const newest = uuids.at(-1)
    const hasArrived = uuids.length > before.current.length && newest !== before.current.at(-1)
    before.current = uuids
    if (hasArrived && isAtEnd) later?.rise(scroller, newest)
  }, [later, scroller, uuids, isAtEnd])
}

type Props = {
  scroller: RefObject<HTMLElement | null>
  list: RefObject<VirtualizerHandle | null>
  conversation: Conversation
  state: ConversationView
  isAtEnd: boolean
  place: LogPlace
}

/**
 * What one can do with the messages of a log: go to one and move between them by keyboard, copy several, and reply to one by a
 * swipe. Returns the indexes that the virtual list has to keep mounted.
 */
export const useLogMessages = ({
  scroller,
  list,
  conversation,
  state,
  isAtEnd,
  place: { target = '', jumps },
}: Props): readonly number[] => {
  const { group, messages, outbox } = state
  const ownName = useStore(useMessenger().status, ({ me }) => me?.display_name ?? texts.you)
  const name = group?.display_name ?? ''
  const nameOf = useCallback((isOwn: boolean) => (isOwn ? ownName : name), [ownName, name])
  const later = useLaterCode()
  const showToast = useToast()
  const uuids = useMemo(() => [...messages, ...outbox].map(({ uuid }) => uuid), [messages, outbox])
  useEffect(() => later?.listenToCopy(scroller, nameOf), [later, scroller, nameOf])
  useEffect(
    () => later?.listenToSwipe(scroller, conversation, showToast),
    [later, scroller, conversation, showToast],
  )
  const [jumpsBefore] = useState(jumps)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each jump
  useEffect(() => {
    if (jumps !== jumpsBefore) later?.jumpTo(scroller, list, uuids.indexOf(target), target)
  }, [jumps, later])
  useRise(scroller, uuids, isAtEnd)
  return useMessageKeys({ scroller, list }, uuids)
}
