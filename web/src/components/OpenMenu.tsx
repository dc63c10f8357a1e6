import { type KeyboardEvent, useLayoutEffect, useRef } from 'react'
import { Icon } from './Icon.tsx'
import type { MenuRequest } from './Menu.tsx'
import { placeMenu } from './placeMenu.ts'

const moveFocus = (event: KeyboardEvent<HTMLElement>) => {
  const items = [...event.currentTarget.querySelectorAll('button')]
  const current = items.indexOf(document.activeElement as HTMLButtonElement)
  const next = {
    ArrowDown: (current + 1) % items.length,
    ArrowUp: (current - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key]
  if (next === undefined) return
  event.preventDefault()
  items[next]?.focus()
}

const roleOf = (isChecked: boolean | undefined) =>
  isChecked === undefined ? { role: 'menuitem' } : { role: 'menuitemradio', 'aria-checked': isChecked }

type Props = { request: MenuRequest; onClose: () => void }

/**
 * A popover that is closed by its own code: an automatic one would close when the finger of a long press is lifted. Closing
 * returns the focus to where it was, unless something else has taken it.
 */
export const OpenMenu = ({ request, onClose }: Props) => {
  const { label, anchor, point, items } = request
  const menu = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const { current } = menu
    if (!current) return
    const focused = document.activeElement
    current.showPopover()
    placeMenu(current, anchor, point)
    current.querySelector('button')?.focus({ preventScroll: true })
    // A click on the button that has opened the menu closes it by itself.
    const isInside = (target: Node) => current.contains(target) || (!point && anchor.contains(target))
    const closeOutside = ({ target }: Event) => {
      if (!(target instanceof Node && isInside(target))) onClose() // or the window
    }
    const events = ['pointerdown', 'wheel', 'resize', 'blur', 'popstate']
    for (const name of events) addEventListener(name, closeOutside, { passive: true })
    return () => {
      for (const name of events) removeEventListener(name, closeOutside)
      if (!current.contains(document.activeElement)) return
      if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
    }
  }, [anchor, point, onClose])

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    event.stopPropagation() // the keys of the page must not act behind the menu
    if (event.key !== 'Tab' && event.key !== 'Escape') return moveFocus(event)
    event.preventDefault()
    onClose()
  }

  return (
    <div
      ref={menu}
      popover="manual"
      className="menu"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {items.map((item, index) =>
        item === 'separator' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the items of an open menu do not change
          <hr key={index} />
        ) : (
          <button
            key={item.text}
            type="button"
            className={item.isDestructive ? 'destructive' : undefined}
            {...roleOf(item.isChecked)}
            tabIndex={-1}
            onClick={() => {
              onClose()
              item.onSelect()
            }}
          >
            {item.icon && <Icon name={item.icon} />}
            {item.text}
            {item.isChecked && <Icon name="check" />}
          </button>
        ),
      )}
    </div>
  )
}
