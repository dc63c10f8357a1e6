import type { Messenger } from '../../../client/types.ts'
import { useMessenger } from '../messengerContext.tsx'
import { type OpenDialog, usePageDialog } from './PageDialogs.tsx'
import { type ShowToast, useToast } from './Toast.tsx'

/** The parts of the page that the actions of menus, keys and buttons use. */
export type Page = { messenger: Messenger; showToast: ShowToast; openDialog: OpenDialog }

export const usePage = (): Page => ({
  messenger: useMessenger(),
  showToast: useToast(),
  openDialog: usePageDialog(),
})
