import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Icon, type IconName } from './Icon.tsx'
import { placeMenu } from './placeMenu.ts'

export type MenuItem =
  | {
      text: string
      icon?: IconName
      onSelect: () => void
      /** The choice among several: the item is a radio button. */
      isChecked?: boolean
      isDestructive?: boolean
    }
  | 'separator'

export type MenuContent = { label: string; items: MenuItem[] }

/** The menu opens at the point, or else at the anchor. */
export type MenuRequest = MenuContent & { anchor: HTMLElement; point?: { x: number; y: number } | undefined }

const MenuContext = createContext<(request: MenuRequest) => void>(() => {})

/** Opens the menu of the page: there is one at a time. */
export const useMenu = () => useContext(MenuContext)

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
const OpenMenu = ({ request, onClose }: Props) => {
  const { label, anchor, point, items } = request
  const menu = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const { current } = menu
    if (!current) return
    const focused = document.activeElement
    current.showPopover()
    placeMenu(current, anchor, point)
    const first =
      current.querySelector<HTMLElement>('[aria-checked="true"]') ?? current.querySelector('button')
    first?.focus({ preventScroll: true })
    // A click on the button that has opened the menu closes it by itself.
    const isInside = (target: Node) => current.contains(target) || (!point && anchor.contains(target))
    const closeOutside = ({ target }: Event) => {
      if (!(target instanceof Node && isInside(target))) onClose() // or the window
    }
    const events = ['pointerdown', 'wheel', 'resize', 'blur']
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

type Opened = { request: MenuRequest; key: number }

/** The menu of the page. */
export const MenuProvider = ({ children }: { children: ReactNode }) => {
  const [opened, setOpened] = useState<Opened>()
  const open = useMemo(() => {
    let key = 0
    return (request: MenuRequest) => {
      key += 1
      const isSame = (held: Opened | undefined) => !request.point && held?.request.anchor === request.anchor
      setOpened((held) => (isSame(held) ? undefined : { request, key }))
    }
  }, [])
  const close = useMemo(() => () => setOpened(undefined), [])
  return (
    <MenuContext value={open}>
      {children}
      {opened && <OpenMenu key={opened.key} request={opened.request} onClose={close} />}
    </MenuContext>
  )
}
