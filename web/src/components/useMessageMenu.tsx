import { type KeyboardEvent, type MouseEvent, type PointerEvent, type SyntheticEvent, useRef } from 'react'
import * as texts from '../texts.ts'
import { Icon } from './Icon.tsx'
import { type BuildMenu, useMenu } from './Menu.tsx'
import { useMenuTrigger } from './useMenuTrigger.ts'

const isSelected = (element: Element): boolean => {
  const selection = getSelection()
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true)
}

type Menu = { build: BuildMenu; isTabStop?: boolean }

/** The menu of a message: the props with which its article opens it, and the button beside its bubble. */
export const useMessageMenu = ({ build, isTabStop = false }: Menu) => {
  const openMenu = useMenu()
  const lastInput = useRef({ isKey: false, wasSelected: false })
  // On links and selected text, the browser's own menu is of more use.
  const trigger = useMenuTrigger((target) =>
    lastInput.current.wasSelected || target.closest('a') ? undefined : build,
  )
  const openAtBubble = (event: SyntheticEvent<HTMLElement>) => {
    event.preventDefault()
    const article = event.currentTarget
    openMenu(build, { anchor: article.querySelector<HTMLElement>('.bubble') ?? article })
  }
  const article = {
    ...trigger,
    tabIndex: -1,
    // For the menu key, browsers choose a point within the article, which is as wide as the log.
    onContextMenu: (event: MouseEvent<HTMLElement>) => {
      const isAtBubble = lastInput.current.isKey && event.target === event.currentTarget
      return isAtBubble ? openAtBubble(event) : trigger.onContextMenu(event)
    },
    // Asked before the click, because on a Mac a right click selects the word.
    onPointerDownCapture: ({ currentTarget }: PointerEvent<HTMLElement>) => {
      lastInput.current = { isKey: false, wasSelected: isSelected(currentTarget) }
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      lastInput.current = { isKey: true, wasSelected: false }
      const { key, repeat, target, currentTarget } = event
      if (!repeat && target === currentTarget && (key === 'Enter' || key === ' ')) openAtBubble(event)
    },
  }
  const button = (
    <button
      type="button"
      className="quiet icon-only options"
      aria-label={texts.messageOptions}
      aria-haspopup="menu"
      tabIndex={isTabStop ? 0 : -1}
      onClick={({ currentTarget }) => openMenu(build, { anchor: currentTarget })}
    >
      <Icon name="more" />
    </button>
  )
  return { article, button }
}
