import { useEffect } from 'react'
import { isPageFocused, markAsRead } from '../markAsRead.ts'
import type { Message } from '../types.ts'

/** Marks the conversation as read while its end is on the screen and the page has the focus. */
export const useMarkAsRead = (
  id: string,
  newest: Message | undefined,
  isAtEnd: boolean,
  unreadCount: number | undefined,
) => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: also when only the unread count has changed
  useEffect(() => {
    const update = () => {
      if (newest && isAtEnd && isPageFocused()) markAsRead(id, newest)
    }
    update()
    addEventListener('focus', update)
    document.addEventListener('visibilitychange', update)
    return () => {
      removeEventListener('focus', update)
      document.removeEventListener('visibilitychange', update)
    }
  }, [id, newest?.uuid, isAtEnd, unreadCount])
}
