import { useLayoutEffect, useState } from 'react'
import type { Conversation } from '../../../client/types.ts'

/**
 * Opens a conversation. Returns whether that is done: opening marks the first unread message, and the log has to know it when
 * it is mounted. As a layout effect, it causes no additional paint.
 */
export const useOpenConversation = (conversation: Conversation): boolean => {
  const [isOpen, setOpen] = useState(false)
  useLayoutEffect(() => {
    const close = conversation.open()
    setOpen(true)
    return close
  }, [conversation])
  return isOpen
}
