import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { errorMessage } from '../errorMessages.ts'
import type { IconName } from './Icon.tsx'
import { useToast } from './Toast.tsx'

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

const load = () => import('./loadedLater.ts')

type Opened = { request: MenuRequest; key: number; OpenMenu: Awaited<ReturnType<typeof load>>['OpenMenu'] }

/** The menu of the page. Its code is loaded after the page. */
export const MenuProvider = ({ children }: { children: ReactNode }) => {
  const showToast = useToast()
  const [opened, setOpened] = useState<Opened>()

  const [open, close] = useMemo(() => {
    let key = 0
    const openMenu = async (request: MenuRequest) => {
      try {
        const { OpenMenu } = await load()
        key += 1
        const isSame = (held: Opened | undefined) => !request.point && held?.request.anchor === request.anchor
        setOpened((held) => (isSame(held) ? undefined : { request, key, OpenMenu }))
      } catch {
        showToast({ text: errorMessage('unreachable') })
      }
    }
    return [openMenu, () => setOpened(undefined)]
  }, [showToast])

  return (
    <MenuContext value={open}>
      {children}
      {opened && <opened.OpenMenu key={opened.key} request={opened.request} onClose={close} />}
    </MenuContext>
  )
}
