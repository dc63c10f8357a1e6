import { useLayoutEffect, useRef, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Conversation, Message } from '../../../client/types.ts'
import type { ConversationView } from './useConversationView.ts'

/** Loads the pages before the first message, one at a time. */
export const useOlderMessages = (conversation: Conversation, { hasOlder, error }: ConversationView) => {
  const isLoading = useRef(false)
  const [isLoadingOlder, setLoadingOlder] = useState(false)
  const loadOlderMessages = async () => {
    if (isLoading.current || !hasOlder || error) return
    isLoading.current = true
    setLoadingOlder(true)
    await conversation.load('older').catch(messengerErrorOf) // the error is in the state as well
    isLoading.current = false
    setLoadingOlder(false)
  }
  return { isLoadingOlder, loadOlderMessages }
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
