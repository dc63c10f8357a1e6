import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import type { IconName } from './Icon.tsx'
import { type LoadedLater, useLoadedLater } from './useLoadedLater.ts'

export type MenuItem =
  | {
      text: string
      icon?: IconName
      onSelect: () => void
      /** Whether the item, a radio button, is the chosen one. */
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

type Opened = { request: MenuRequest; key: number; OpenMenu: LoadedLater['OpenMenu'] }

/** The menu of the page. Its code is loaded after the page. */
export const MenuProvider = ({ children }: { children: ReactNode }) => {
  const withCode = useLoadedLater()
  const [opened, setOpened] = useState<Opened>()

  const [open, close] = useMemo(() => {
    let key = 0
    const openMenu = (request: MenuRequest) =>
      withCode(({ OpenMenu }) => {
        key += 1
        const isSame = (held: Opened | undefined) => !request.point && held?.request.anchor === request.anchor
        setOpened((held) => (isSame(held) ? undefined : { request, key, OpenMenu }))
      })
    return [openMenu, () => setOpened(undefined)]
  }, [withCode])

  return (
    <MenuContext value={open}>
      {children}
      {opened && <opened.OpenMenu key={opened.key} request={opened.request} onClose={close} />}
    </MenuContext>
  )
}
