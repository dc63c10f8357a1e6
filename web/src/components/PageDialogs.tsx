import { createContext, type ReactNode, useContext, useState } from 'react'
import { Dialog } from './Dialog.tsx'
import { OwnProfile } from './OwnProfile.tsx'
import { Picker } from './Picker.tsx'
import { ShortcutList } from './ShortcutList.tsx'
import { useShortcuts } from './useShortcuts.ts'

const titles = {
  newMessage: 'New message',
  jump: 'Jump to conversation',
  profile: 'Profile',
  shortcuts: 'Keyboard shortcuts',
}

export type PageDialog = keyof typeof titles

const PageDialogContext = createContext<(dialog: PageDialog) => void>(() => {})

/** Opens one of the dialogs that any part of the page can open. */
export const usePageDialog = () => useContext(PageDialogContext)

/** The dialogs that belong to no part of the page, and the shortcuts, which open some of them. */
export const PageDialogs = ({ children }: { children: ReactNode }) => {
  const [opened, setOpened] = useState<PageDialog>()
  useShortcuts(setOpened)
  const close = () => setOpened(undefined)
  return (
    <PageDialogContext value={setOpened}>
      {children}
      <Dialog
        title={opened ? titles[opened] : ''}
        isOpen={opened !== undefined}
        onClose={close}
        className={opened ?? ''}
      >
        {opened === 'profile' && <OwnProfile onClose={close} />}
        {opened === 'shortcuts' && <ShortcutList />}
        {(opened === 'newMessage' || opened === 'jump') && <Picker onClose={close} />}
      </Dialog>
    </PageDialogContext>
  )
}
