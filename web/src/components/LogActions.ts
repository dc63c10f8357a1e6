import { createElement, type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Conversation } from '../../../client/types.ts'
import { PhotoViewer } from '../attachments/PhotoViewer.tsx'
import { isNamed } from '../groups.ts'
import { useMessenger } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { jumpTo } from './jumpTo.ts'
import { listenToCopy } from './listenToCopy.ts'
import { listenToSwipe } from './listenToSwipe.ts'
import { rise } from './rise.ts'
import { useToast } from './Toast.tsx'
import type { LogPlace } from './useLogPlace.ts'
import { useMessageKeys } from './useMessageKeys.ts'

/** Lets a message that arrives at the end of the open log rise. */
const useRise = (scroller: RefObject<HTMLElement | null>, uuids: readonly string[], isAtEnd: boolean) => {
  const before = useRef(uuids)
  useLayoutEffect(() => {
    const newest = uuids.at(-1)
    const hasArrived = uuids.length > before.current.length && newest !== before.current.at(-1)
    before.current = uuids
    if (hasArrived && isAtEnd) rise(scroller, newest)
  }, [scroller, uuids, isAtEnd])
}

type Props = {
  scroller: RefObject<HTMLElement | null>
  list: RefObject<VirtualizerHandle | null>
  conversation: Conversation
  /** The name of the other person. */
  name: string | undefined
  uuids: readonly string[]
  isAtEnd: boolean
  place: LogPlace
  /** The jumps of the place when the log was shown. */
  jumpsBefore: number
  focusedUuid: string
  setFocusedUuid: (uuid: string) => void
}

/**
 * What one can do with the messages of a log: go to one and move between them by keyboard, copy several, and reply to one by a
 * swipe.
 */
export const LogActions = (props: Props) => {
  const { scroller, list, conversation, name = '', uuids, isAtEnd, place, jumpsBefore } = props
  const { target = '', jumps } = place
  const ownName = useStore(useMessenger().status, ({ me }) => me?.display_name ?? texts.you)
  const nameOf = useCallback(
    (isOwn: boolean, messageUuid: string) => {
      if (isOwn) return ownName
      const { group, messages } = conversation.get()
      const message = isNamed(group) ? messages.find(({ uuid }) => uuid === messageUuid) : undefined
      return message?.display_name ?? name
    },
    [ownName, name, conversation],
  )
  const showToast = useToast()
  useEffect(() => listenToCopy(scroller, nameOf), [scroller, nameOf])
  useEffect(() => listenToSwipe(scroller, conversation, showToast), [scroller, conversation, showToast])
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each jump
  useEffect(() => {
    if (jumps !== jumpsBefore) jumpTo(scroller, list, uuids.indexOf(target), target)
  }, [jumps])
  useRise(scroller, uuids, isAtEnd)
  useMessageKeys(props)
  return createElement(PhotoViewer, { conversation })
}
