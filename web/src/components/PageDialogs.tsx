import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'
import { type LoadedLater, loadLater, useLoadedLater } from './useLoadedLater.ts'
import { useShortcuts } from './useShortcuts.ts'

export type PageDialog = 'newMessage' | 'jump' | 'profile' | 'shortcuts' | 'signOut'

const PageDialogContext = createContext<(dialog: PageDialog) => void>(() => {})

/** Opens one of the dialogs that any part of the page can open. */
export const usePageDialog = () => useContext(PageDialogContext)

type Opened = { dialog: PageDialog; Content: LoadedLater['PageDialogContent'] }

/**
 * The dialogs that belong to no part of the page, and the shortcuts, which open some of them. Their code is loaded after the
 * page.
 */
export const PageDialogs = ({ children }: { children: ReactNode }) => {
  const withCode = useLoadedLater()
  const [opened, setOpened] = useState<Opened>()

  const open = useCallback(
    (dialog: PageDialog) => withCode(({ PageDialogContent: Content }) => setOpened({ dialog, Content })),
    [withCode],
  )
  useShortcuts(open)

  // So that a dialog opens at once, and also while offline.
  useEffect(() => {
    loadLater().catch(() => {})
  }, [])

  const close = () => setOpened(undefined)
  return (
    <PageDialogContext value={open}>
      {children}
      {opened && <opened.Content dialog={opened.dialog} onClose={close} />}
    </PageDialogContext>
  )
}
