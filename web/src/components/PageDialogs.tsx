import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { errorMessage } from '../errorMessages.ts'
import { useToast } from './Toast.tsx'
import { useShortcuts } from './useShortcuts.ts'

export type PageDialog = 'newMessage' | 'jump' | 'profile' | 'shortcuts' | 'signOut'

const loadContent = () => import('./loadedLater.ts')

const PageDialogContext = createContext<(dialog: PageDialog) => void>(() => {})

/** Opens one of the dialogs that any part of the page can open. */
export const usePageDialog = () => useContext(PageDialogContext)

type Opened = { dialog: PageDialog; Content: Awaited<ReturnType<typeof loadContent>>['PageDialogContent'] }

/**
 * The dialogs that belong to no part of the page, and the shortcuts, which open some of them. Their code is loaded after the
 * page.
 */
export const PageDialogs = ({ children }: { children: ReactNode }) => {
  const showToast = useToast()
  const [opened, setOpened] = useState<Opened>()

  const open = useMemo(
    () => async (dialog: PageDialog) => {
      try {
        const { PageDialogContent: Content } = await loadContent()
        setOpened({ dialog, Content })
      } catch {
        showToast({ text: errorMessage('unreachable') })
      }
    },
    [showToast],
  )
  useShortcuts(open)

  // So that a dialog opens at once, and also while offline.
  useEffect(() => {
    loadContent().catch(() => {})
  }, [])

  const close = () => setOpened(undefined)
  return (
    <PageDialogContext value={open}>
      {children}
      {opened && <opened.Content dialog={opened.dialog} onClose={close} />}
    </PageDialogContext>
  )
}
