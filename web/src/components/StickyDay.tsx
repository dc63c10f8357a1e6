import { type Ref, type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { dayHeading, localDate } from '../time.ts'
import { startsDay } from './messageItems.ts'
import type { ConversationView } from './useConversationView.ts'

const lastsMs = 1500
const pillPx = 44
const headingPx = 44

export type StickyDayHandle = { onScroll: (offset: number, isByUser: boolean) => void }

type Props = {
  ref: Ref<StickyDayHandle>
  list: RefObject<VirtualizerHandle | null>
  state: ConversationView
  now: Date
}

/**
 * The day at the top of the log while the user scrolls: for sighted people only, because the log has a heading for each day. It
 * only calculates, so that scrolling causes no layout.
 */
export const StickyDay = ({ ref, list, state, now }: Props) => {
  /** Of a message of the first day on the screen. */
  const [time, setTime] = useState<string>()
  const [isShown, setShown] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const onScroll = (offset: number, isByUser: boolean) => {
    const { current } = list
    if (!current || (!isByUser && !isShown)) return
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setShown(false), lastsMs)
    const { messages, hasOlder } = state
    const [first, next] = [current.findItemIndex(offset), current.findItemIndex(offset + pillPx)]
    const message = messages[first]
    if (!message) return setShown(false)
    const hidesHeading = (index: number) =>
      startsDay(messages, index, hasOlder) && current.getItemOffset(index) + headingPx > offset
    const isSameDay = time !== undefined && localDate(time) === localDate(message.created_at)
    if (!isSameDay) setTime(message.created_at)
    setShown(!hidesHeading(first) && !hidesHeading(next))
  }
  useImperativeHandle(ref, () => ({ onScroll }))

  return (
    <p className={isShown ? 'sticky-day is-shown' : 'sticky-day'} aria-hidden="true">
      {time && <span>{dayHeading(time, now)}</span>}
    </p>
  )
}
