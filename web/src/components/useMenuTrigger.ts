import { type MouseEvent, type PointerEvent, useRef } from 'react'
import { type BuildMenu, useMenu } from './Menu.tsx'

const longPressMs = 500
const maxMovePx = 10

/**
 * The handlers with which a right click, the menu key and a long press open the menu of an element. Safari on iOS sends no
 * contextmenu event for a long press, so a timer takes its place. `getMenu` returns undefined where the browser's own menu is
 * wanted, such as on a link.
 */
export const useMenuTrigger = (getMenu: (target: Element) => BuildMenu | undefined) => {
  const openMenu = useMenu()
  const press = useRef({ timer: 0, x: 0, y: 0, hasOpened: false })

  const open = (element: HTMLElement, target: Element, point?: { x: number; y: number }): boolean => {
    const menu = getMenu(target)
    if (menu) openMenu(menu, { anchor: element, point })
    return menu !== undefined
  }

  const cancel = () => clearTimeout(press.current.timer)

  return {
    onContextMenu: (event: MouseEvent<HTMLElement>) => {
      cancel()
      if (press.current.hasOpened) return event.preventDefault()
      // The menu key has no position.
      const point = event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : undefined
      if (open(event.currentTarget, event.target as Element, point)) event.preventDefault()
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      cancel()
      press.current.hasOpened = false
      if (event.pointerType !== 'touch') return
      const { currentTarget, target, clientX: x, clientY: y } = event
      const timer = window.setTimeout(() => {
        press.current.hasOpened = open(currentTarget, target as Element, { x, y })
      }, longPressMs)
      press.current = { timer, x, y, hasOpened: false }
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent<HTMLElement>) => {
      if (Math.hypot(clientX - press.current.x, clientY - press.current.y) > maxMovePx) cancel()
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
    /** The end of a long press must not count as a click. */
    onClickCapture: (event: MouseEvent<HTMLElement>) => {
      if (!press.current.hasOpened) return
      press.current.hasOpened = false
      event.preventDefault()
      event.stopPropagation()
    },
  }
}
