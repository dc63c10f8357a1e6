import { useLayoutEffect, useRef, useState } from 'react'
import { loadOlder } from '../mailbox.ts'
import type { Conversation } from '../state/conversation.ts'
import type { Message } from '../types.ts'

/** Loads the pages before the first message, one at a time. */
export const useOlderMessages = (id: string, { older, code }: Conversation) => {
  const isLoading = useRef(false)
  const [isLoadingOlder, setLoadingOlder] = useState(false)
  const loadOlderMessages = async () => {
    if (isLoading.current || !older || code) return
    isLoading.current = true
    setLoadingOlder(true)
    await loadOlder(id)
    isLoading.current = false
    setLoadingOlder(false)
  }
  return { isLoadingOlder, loadOlderMessages }
}

/** Whether this render adds messages at the top: then the virtual list must keep its distance from the end. */
export const useHasOlderMessages = (messages: Message[]): boolean => {
  const firstUuid = useRef<string>(undefined)
  const lastUuid = useRef<string>(undefined)
  const hasOlder = firstUuid.current !== messages[0]?.uuid && lastUuid.current === messages.at(-1)?.uuid
  useLayoutEffect(() => {
    firstUuid.current = messages[0]?.uuid
    lastUuid.current = messages.at(-1)?.uuid
  })
  return hasOlder
}
