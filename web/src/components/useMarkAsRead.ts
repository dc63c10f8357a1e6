import { useEffect } from 'react'
import type { Conversation } from '../../../client/types.ts'

/** Whether the page is visible and has the focus, so that somebody is likely to read it. */
const isPageFocused = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

/** Marks the conversation as read while its end is on the screen and the page has the focus. */
export const useMarkAsRead = (
  conversation: Conversation,
  newestUuid: string | undefined,
  isAtEnd: boolean,
  unreadCount: number,
) => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: also when only the unread count has changed
  useEffect(() => {
    const update = () => {
      if (newestUuid && isAtEnd && isPageFocused()) conversation.markRead(newestUuid)
    }
    update()
    addEventListener('focus', update)
    document.addEventListener('visibilitychange', update)
    return () => {
      removeEventListener('focus', update)
      document.removeEventListener('visibilitychange', update)
    }
  }, [conversation, newestUuid, isAtEnd, unreadCount])
}
