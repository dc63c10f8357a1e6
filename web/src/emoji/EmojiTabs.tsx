import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import * as texts from '../texts.ts'
import type { EmojiGroup } from './emojiGroups.ts'

const sectionsOf = (list: HTMLElement | null) => [
  ...(list?.querySelectorAll<HTMLElement>('.emoji-section:not(.results)') ?? []),
]

/** The index of the group at the upper edge of the list. */
const useCurrentGroup = (list: RefObject<HTMLElement | null>) => {
  const [current, setCurrent] = useState(0)
  useEffect(() => {
    const scrolled = list.current
    if (!scrolled) return
    const onScroll = () => {
      const index = sectionsOf(scrolled).findLastIndex(({ offsetTop }) => offsetTop <= scrolled.scrollTop + 1)
      setCurrent(Math.max(index, 0))
    }
    scrolled.addEventListener('scroll', onScroll, { passive: true })
    return () => scrolled.removeEventListener('scroll', onScroll)
  }, [list])
  return current
}

const moveFocus = (event: KeyboardEvent<HTMLElement>) => {
  const tabs = [...event.currentTarget.querySelectorAll('button')]
  const current = tabs.indexOf(document.activeElement as HTMLButtonElement)
  const next = {
    ArrowRight: (current + 1) % tabs.length,
    ArrowLeft: (current - 1 + tabs.length) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  }[event.key]
  if (next === undefined) return
  event.preventDefault()
  tabs[next]?.focus()
}

type Props = {
  list: RefObject<HTMLElement | null>
  groups: EmojiGroup[]
  hasRecent: boolean
  isDisabled: boolean
}

/** A button for each group, which scrolls to it. */
export const EmojiTabs = ({ list, groups, hasRecent, isDisabled }: Props) => {
  const current = useCurrentGroup(list)
  const bar = useRef<HTMLDivElement>(null)
  const tabs = [...(hasRecent ? [{ name: texts.recentEmoji, icon: '🕘' }] : []), ...groups]

  // On a narrow screen, there is not enough room for all.
  useEffect(() => {
    const tab = bar.current?.children[current]
    if (bar.current && tab instanceof HTMLElement)
      bar.current.scrollLeft = tab.offsetLeft - (bar.current.clientWidth - tab.offsetWidth) / 2
  }, [current])

  const goTo = (index: number, isKey: boolean) => {
    const section = sectionsOf(list.current)[index]
    if (!section || !list.current) return
    list.current.scrollTop = section.offsetTop
    if (isKey) section.querySelector<HTMLElement>('[role=option]')?.focus({ preventScroll: true })
  }

  return (
    <div ref={bar} className="emoji-tabs" role="toolbar" aria-label={texts.emojiGroups} onKeyDown={moveFocus}>
      {tabs.map(({ name, icon }, index) => (
        <button
          key={name}
          type="button"
          className="quiet"
          aria-label={name}
          aria-current={index === current && !isDisabled}
          disabled={isDisabled}
          tabIndex={index === current ? 0 : -1}
          onClick={({ detail }) => goTo(index, detail === 0)}
        >
          {icon}
        </button>
      ))}
    </div>
  )
}
