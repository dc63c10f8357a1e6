import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { type LoadedLater, useLoadedLater } from './useLoadedLater.ts'

export type MenuItem =
  | {
      text: string
      /** The path of an icon. */
      icon?: string
      onSelect: () => void
      /** Whether the item, a radio button, is the chosen one. */
      isChecked?: boolean
      isDestructive?: boolean
    }
  /** Shows other items in the place of these. */
  | { text: string; icon?: string; items: MenuItem[] }
  | 'separator'

export type MenuItems = {
  label: string
  items: MenuItem[]
  /** Is shown above the items. */
  top?: ((anchor: HTMLElement, onClose: () => void) => ReactNode) | undefined
}

/** The items of a menu, or something else that opens and closes like one. */
export type MenuContent = MenuItems | { render: (anchor: HTMLElement, onClose: () => void) => ReactNode }

/** Says what a menu contains, with code that is loaded later. */
export type BuildMenu = (code: LoadedLater) => MenuContent

/** The menu opens at the point, or else at the anchor. */
export type MenuPlace = { anchor: HTMLElement; point?: { x: number; y: number } | undefined }

const MenuContext = createContext<(build: BuildMenu, place: MenuPlace) => void>(() => {})

/** Opens the menu of the page: there is one at a time. */
export const useMenu = () => useContext(MenuContext)

type Opened = { content: MenuContent; place: MenuPlace; key: number; OpenMenu: LoadedLater['OpenMenu'] }

/** The menu of the page. Its code is loaded after the page. */
export const MenuProvider = ({ children }: { children: ReactNode }) => {
  const withCode = useLoadedLater()
  const [opened, setOpened] = useState<Opened>()

  const [open, close] = useMemo(() => {
    let key = 0
    const openMenu = (build: BuildMenu, place: MenuPlace) =>
      withCode((code) => {
        key += 1
        const next = { content: build(code), place, key, OpenMenu: code.OpenMenu }
        const isSame = (held: Opened | undefined) => !place.point && held?.place.anchor === place.anchor
        setOpened((held) => (isSame(held) ? undefined : next))
      })
    return [openMenu, () => setOpened(undefined)]
  }, [withCode])

  return (
    <MenuContext value={open}>
      {children}
      {opened && (
        <opened.OpenMenu key={opened.key} content={opened.content} place={opened.place} onClose={close} />
      )}
    </MenuContext>
  )
}
