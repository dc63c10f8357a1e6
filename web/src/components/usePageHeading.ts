import { useEffect, useRef } from 'react'
import { useUnreadConversations } from '../messengerContext.tsx'
import * as texts from '../texts.ts'

/** Sets the title of the page, with the number of unread conversations, and moves the focus of a new page to its heading. */
export const usePageHeading = <Heading extends HTMLElement>(title: string | undefined, takesFocus = true) => {
  const heading = useRef<Heading>(null)
  const unread = useUnreadConversations()
  useEffect(() => {
    if (title) document.title = `${unread > 0 ? `(${unread}) ` : ''}${title} · ${texts.productName}`
  }, [title, unread])
  useEffect(() => {
    if (takesFocus) heading.current?.focus({ preventScroll: true })
  }, [takesFocus])
  return heading
}
