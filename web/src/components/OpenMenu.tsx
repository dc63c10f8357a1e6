import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import { PathIcon } from './Icon.tsx'
import type { MenuContent, MenuItem, MenuItems, MenuPlace } from './Menu.tsx'
import { menuIcons } from './menuIcons.ts'
import { placeMenu } from './placeMenu.ts'

/** A group of items beside one another is one step of the arrow keys that go up and down. */
const isStop = (item: Element): boolean => {
  const group = item.closest('[role=group]')
  const { activeElement } = document
  return !group || item === (group.contains(activeElement) ? activeElement : group.querySelector('button'))
}

const moveFocus = (event: KeyboardEvent<HTMLElement>) => {
  const items = [...event.currentTarget.querySelectorAll('button')].filter(isStop)
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

const roleOf = (item: Exclude<MenuItem, 'separator'>) => {
  if ('items' in item) return { role: 'menuitem', 'aria-haspopup': 'menu' } as const
  return item.isChecked === undefined
    ? { role: 'menuitem' }
    : { role: 'menuitemradio', 'aria-checked': item.isChecked }
}

type Props<Content> = { content: Content; place: MenuPlace; onClose: () => void }

/**
 * A popover that is closed by its own code: an automatic one would close when the finger of a long press is lifted. Closing
 * returns the focus to where it was, unless something else has taken it.
 */
const OpenItems = ({ content, place: { anchor, point }, onClose }: Props<MenuItems>) => {
  const [{ label, items, top }, setContent] = useState(content)
  const menu = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const { current } = menu
    if (!current) return
    const focused = document.activeElement
    current.showPopover()
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

  // biome-ignore lint/correctness/useExhaustiveDependencies: when it shows other items
  useLayoutEffect(() => {
    if (!menu.current) return
    placeMenu(menu.current, anchor, point)
    menu.current.querySelector('button')?.focus({ preventScroll: true })
  }, [items, anchor, point])

  const onSelect = (item: Exclude<MenuItem, 'separator'>) => {
    if ('items' in item) return setContent({ label: item.text, items: item.items })
    onClose()
    item.onSelect()
  }

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
      {top?.(anchor, onClose)}
      {items.map((item, index) =>
        item === 'separator' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the items of an open menu do not change
          <hr key={index} />
        ) : (
          <button
            key={item.text}
            type="button"
            className={'isDestructive' in item && item.isDestructive ? 'destructive' : undefined}
            {...roleOf(item)}
            tabIndex={-1}
            onClick={() => onSelect(item)}
          >
            {item.icon && <PathIcon path={item.icon} />}
            {item.text}
            {'items' in item && <PathIcon path={menuIcons.next} />}
            {'isChecked' in item && item.isChecked && <PathIcon path={menuIcons.check} />}
          </button>
        ),
      )}
    </div>
  )
}

export const OpenMenu = ({ content, place, onClose }: Props<MenuContent>) =>
  'render' in content ? (
    content.render(place.anchor, onClose)
  ) : (
    <OpenItems content={content} place={place} onClose={onClose} />
  )
