import { useEffect, useRef } from 'react'
import { inbox } from './mailbox.ts'
import { unreadText } from './state/inbox.ts'
import { useStore } from './store.ts'

/** Names the page, with how many conversations have news, and begins at its heading: for those who hear it or go by keyboard. */
export const usePage = <Heading extends HTMLElement>(title: string | undefined, takesFocus = true) => {
  const heading = useRef<Heading>(null)
  const unread = useStore(inbox, unreadText)
  useEffect(() => {
    if (title) document.title = `${unread && `(${unread}) `}${title} · Cruddur Messages`
  }, [title, unread])
  useEffect(() => {
    if (takesFocus) heading.current?.focus({ preventScroll: true })
  }, [takesFocus])
  return heading
}

/** Whether a key belongs to an input method, which is composing a word (Japanese, Chinese, …). Safari shows the last one by its code only. */
export const isComposing = ({ isComposing, keyCode }: KeyboardEvent): boolean =>
  isComposing || keyCode === 229

/** A device with a keyboard at hand, on which focusing a field opens nothing. */
export const hasKeyboard = (): boolean => matchMedia('(hover: hover) and (pointer: fine)').matches
