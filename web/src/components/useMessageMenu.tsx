import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { Icon } from './Icon.tsx'
import { type MenuItem, useMenu } from './Menu.tsx'
import { useToast } from './Toast.tsx'
import { useMenuTrigger } from './useMenuTrigger.ts'

/** Returns a function that copies a text and shows whether that has worked. */
export const useCopy = () => {
  const showToast = useToast()
  return (text: string, done: string) =>
    navigator.clipboard.writeText(text).then(
      () => showToast({ text: done }),
      () => showToast({ text: "Couldn't copy" }),
    )
}

const isSelected = (element: Element): boolean => {
  const selection = getSelection()
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true)
}

type Menu = { label: string; getItems: () => MenuItem[]; isTabStop?: boolean }

/** The menu of a message: the props with which its article opens it, and the button beside its bubble. */
export const useMessageMenu = ({ label, getItems, isTabStop = false }: Menu) => {
  const openMenu = useMenu()
  const wasSelected = useRef(false)
  const getMenu = () => ({ label, items: getItems() })
  // On links and selected text, the browser's own menu is of more use.
  const trigger = useMenuTrigger((target) =>
    wasSelected.current || target.closest('a') ? undefined : getMenu(),
  )
  const article = {
    ...trigger,
    tabIndex: -1,
    // Asked before the click, because on a Mac a right click selects the word.
    onPointerDownCapture: ({ currentTarget }: PointerEvent<HTMLElement>) => {
      wasSelected.current = isSelected(currentTarget)
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      wasSelected.current = false
      const { key, target, currentTarget } = event
      if (target !== currentTarget || (key !== 'Enter' && key !== ' ')) return
      event.preventDefault()
      openMenu({ ...getMenu(), anchor: currentTarget.querySelector<HTMLElement>('.bubble') ?? currentTarget })
    },
  }
  const button = (
    <button
      type="button"
      className="options icon-only"
      aria-label="Message options"
      aria-haspopup="menu"
      tabIndex={isTabStop ? 0 : -1}
      onClick={({ currentTarget }) => openMenu({ ...getMenu(), anchor: currentTarget })}
    >
      <Icon name="more" />
    </button>
  )
  return { article, button }
}
