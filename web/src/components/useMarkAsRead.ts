import { useEffect, useRef } from 'react'
import type { Conversation } from '../../../client/types.ts'

/** A message that stays on the screen for so long counts as read. */
const restMs = 1000

/** Whether the page is visible and has the focus, so that somebody is likely to read it. */
const isPageFocused = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

type Props = {
  conversation: Conversation
  /** The newest message of the conversation, if it is held. */
  newestUuid: string | undefined
  isAtEnd: boolean
  unreadCount: number
  /** The newest message on the screen. */
  findVisible: () => string | undefined
}

/**
 * Marks messages as read while the page has the focus: all of them while the end of the conversation is on the screen, else
 * those down to the end of the screen, each time the log has rested. Returns what is to be called when it scrolls.
 */
export const useMarkAsRead = (props: Props) => {
  const { conversation, newestUuid, isAtEnd, unreadCount } = props
  const latest = useRef(props)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const onRest = () => {
    const { conversation, isAtEnd, unreadCount, findVisible } = latest.current
    const uuid = unreadCount > 0 && !isAtEnd && isPageFocused() ? findVisible() : undefined
    if (uuid) conversation.markRead(uuid)
  }
  const waitForRest = () => {
    clearTimeout(timer.current)
    timer.current = setTimeout(onRest, restMs)
  }

  useEffect(() => {
    latest.current = props
  })

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

  // biome-ignore lint/correctness/useExhaustiveDependencies: it reads the latest properties
  useEffect(() => {
    waitForRest()
    addEventListener('focus', waitForRest)
    return () => {
      clearTimeout(timer.current)
      removeEventListener('focus', waitForRest)
    }
  }, [])

  return waitForRest
}
