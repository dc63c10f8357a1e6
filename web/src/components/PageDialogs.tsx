import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'
import type { Profile } from '../../../client/types.ts'
import { useMessenger } from '../messengerContext.tsx'
import { useServices } from '../services.ts'
import { useToast } from './Toast.tsx'
import { type LoadedLater, loadLater, useLoadedLater } from './useLoadedLater.ts'

export type PageDialog =
  | 'newMessage'
  | 'jump'
  | 'profile'
  | 'settings'
  | 'account'
  | 'deleteAccount'
  | 'shortcuts'
  | 'signOut'
  | 'report'
  | 'delete'
  | 'newGroup'
  | 'group'
  | 'leaveGroup'
  | 'describePhoto'

/** What a dialog is about: a message in the conversation with a person. A report without one is about their newest. */
export type AboutMessage = {
  id: string
  person: Pick<Profile, 'uuid' | 'display_name'>
  messageUuid: string | undefined
}

/** A picture of the draft. */
export type AboutPhoto = { id: string; attachmentId: string }

/** A dialog about a group has only its uuid. */
export type About = AboutMessage | AboutPhoto | { id: string }

export type OpenDialog = (dialog: PageDialog, about?: About) => void

const PageDialogContext = createContext<OpenDialog>(() => {})

/** Opens one of the dialogs that any part of the page can open. */
export const usePageDialog = () => useContext(PageDialogContext)

type Opened = {
  dialog: PageDialog
  about: About | undefined
  Content: LoadedLater['PageDialogContent']
}

/**
 * The dialogs that belong to no part of the page, and the shortcuts, which open some of them. Their code is loaded after the
 * page.
 */
export const PageDialogs = ({ children }: { children: ReactNode }) => {
  const withCode = useLoadedLater()
  const [opened, setOpened] = useState<Opened>()

  const open = useCallback(
    (dialog: PageDialog, about?: About) =>
      withCode(({ PageDialogContent: Content }) => setOpened({ dialog, about, Content })),
    [withCode],
  )

  const messenger = useMessenger()
  const services = useServices()
  const showToast = useToast()
  // At once, so that a dialog opens without waiting, and also while offline.
  useEffect(() => {
    const page = { messenger, services, showToast, openDialog: open }
    let stop: (() => void) | undefined
    let isOver = false
    loadLater().then(
      ({ startLater }) => {
        if (!isOver) stop = startLater(page)
      },
      () => {},
    )
    return () => {
      isOver = true
      stop?.()
    }
  }, [messenger, services, showToast, open])

  const close = () => setOpened(undefined)
  return (
    <PageDialogContext value={open}>
      {children}
      {opened && <opened.Content dialog={opened.dialog} about={opened.about} onClose={close} />}
    </PageDialogContext>
  )
}
