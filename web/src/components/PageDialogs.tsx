import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { errorMessage } from '../errorMessages.ts'
import { Dialog } from './Dialog.tsx'
import { useToast } from './Toast.tsx'
import { useShortcuts } from './useShortcuts.ts'

const titles = {
  newMessage: 'New message',
  jump: 'Jump to conversation',
  profile: 'Profile',
  shortcuts: 'Keyboard shortcuts',
}

export type PageDialog = keyof typeof titles

const loadContent = () => import('./PageDialogContent.tsx')

const PageDialogContext = createContext<(dialog: PageDialog) => void>(() => {})

/** Opens one of the dialogs that any part of the page can open. */
export const usePageDialog = () => useContext(PageDialogContext)

type Opened = { dialog: PageDialog; Content: Awaited<ReturnType<typeof loadContent>>['default'] }

/**
 * The dialogs that belong to no part of the page, and the shortcuts, which open some of them. Their content is loaded after
 * the page.
 */
export const PageDialogs = ({ children }: { children: ReactNode }) => {
  const showToast = useToast()
  const [opened, setOpened] = useState<Opened>()

  const open = useMemo(
    () => async (dialog: PageDialog) => {
      try {
        const { default: Content } = await loadContent()
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
      <Dialog
        title={opened ? titles[opened.dialog] : ''}
        isOpen={opened !== undefined}
        onClose={close}
        className={opened?.dialog ?? ''}
      >
        {opened && <opened.Content dialog={opened.dialog} onClose={close} />}
      </Dialog>
    </PageDialogContext>
  )
}
