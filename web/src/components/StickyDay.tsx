import { type RefObject, useEffect, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { createStore, setView } from '../../../client/store.ts'
import type { Store } from '../../../client/types.ts'
import { dayHeading, localDate } from '../time.ts'
import { useStore } from '../useStore.ts'
import { startsDay } from './messageItems.ts'
import type { ConversationView } from './useConversationView.ts'

const lastsMs = 1500
const pillPx = 44
const headingPx = 44

/** The time of a message of the first day on the screen. */
type Day = { time: string | undefined; isShown: boolean }

/** The day at the top of the log while the user scrolls. It only calculates, so that scrolling causes no layout. */
export const useStickyDay = (list: RefObject<VirtualizerHandle | null>, state: ConversationView) => {
  const [{ store, timer }] = useState(() => ({
    store: createStore<Day>({ time: undefined, isShown: false }),
    timer: { current: undefined as ReturnType<typeof setTimeout> | undefined },
  }))
  const hide = () => setView(store, { ...store.get(), isShown: false })
  useEffect(() => () => clearTimeout(timer.current), [timer])

  const onScroll = (offset: number, isByUser: boolean) => {
    const { current } = list
    if (!current || (!isByUser && !store.get().isShown)) return
    clearTimeout(timer.current)
    timer.current = setTimeout(hide, lastsMs)
    const { messages, hasOlder } = state
    const [first, next] = [current.findItemIndex(offset), current.findItemIndex(offset + pillPx)]
    const message = messages[first]
    if (!message) return hide()
    const hidesHeading = (index: number) =>
      startsDay(messages, index, hasOlder) && current.getItemOffset(index) + headingPx > offset
    const { time = '' } = store.get()
    const isSame = time && localDate(time) === localDate(message.created_at)
    const isShown = !hidesHeading(first) && !hidesHeading(next)
    setView(store, { time: isSame ? time : message.created_at, isShown })
  }

  return { day: store, onScroll }
}

/** For sighted people only, because the log has a heading for each day. */
export const StickyDay = ({ day, now }: { day: Store<Day>; now: Date }) => {
  const { time, isShown } = useStore(day)
  return (
    <p className={isShown ? 'sticky-day is-shown' : 'sticky-day'} aria-hidden="true">
      {time && <span>{dayHeading(time, now)}</span>}
    </p>
  )
}
