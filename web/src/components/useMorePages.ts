import { useLayoutEffect, useRef, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Conversation, Message } from '../../../client/types.ts'
import type { ConversationView } from './useConversationView.ts'

/** Closer to an end of the log than this, the next page is loaded. */
const loadWithinPx = 800

const usePages = (conversation: Conversation, target: 'older' | 'newer', canLoad: boolean) => {
  const isRunning = useRef(false)
  const [isLoading, setLoading] = useState(false)
  const load = async () => {
    if (isRunning.current || !canLoad) return
    isRunning.current = true
    setLoading(true)
    await conversation.load(target).catch(messengerErrorOf) // the error is in the state as well
    isRunning.current = false
    setLoading(false)
  }
  return { isLoading, load }
}

/** Loads the pages before and after the messages that are held, one of each at a time. */
export const useMorePages = (conversation: Conversation, { hasOlder, hasNewer, error }: ConversationView) => {
  const older = usePages(conversation, 'older', hasOlder && !error)
  const newer = usePages(conversation, 'newer', hasNewer && !error)
  return {
    isLoadingOlder: older.isLoading,
    isLoadingNewer: newer.isLoading,
    loadOlderNear: (above: number) => {
      if (above < loadWithinPx) older.load()
    },
    loadNewerNear: (below: number) => {
      if (below < loadWithinPx) newer.load()
    },
  }
}

/** Whether this render adds messages at the top: then the virtual list must keep its distance from the end. */
export const useHasOlderMessages = (messages: readonly Message[]): boolean => {
  const firstUuid = useRef<string>(undefined)
  const lastUuid = useRef<string>(undefined)
  const hasOlder = firstUuid.current !== messages[0]?.uuid && lastUuid.current === messages.at(-1)?.uuid
  useLayoutEffect(() => {
    firstUuid.current = messages[0]?.uuid
    lastUuid.current = messages.at(-1)?.uuid
  })
  return hasOlder
}
