import { useLayoutEffect, useState } from 'react'
import type { Conversation } from '../../../client/types.ts'

/**
 * Opens the conversation on the screen. Returns whether that is done: opening marks the first unread message, and the log has
 * to know it when it is mounted. As a layout effect, it causes no additional paint.
 */
export const useOpenConversation = (conversation: Conversation | undefined): boolean => {
  const [opened, setOpened] = useState<Conversation>()
  useLayoutEffect(() => {
    const close = conversation?.open({ at: 'firstUnread' })
    setOpened(conversation)
    return close
  }, [conversation])
  return opened === conversation
}
