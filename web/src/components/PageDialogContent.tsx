import * as texts from '../texts.ts'
import { DeleteQuestion } from './DeleteQuestion.tsx'
import { Dialog } from './Dialog.tsx'
import { OwnProfile } from './OwnProfile.tsx'
import type { AboutMessage, PageDialog } from './PageDialogs.tsx'
import { Picker } from './Picker.tsx'
import { ReportForm } from './ReportForm.tsx'
import { SettingsForm } from './SettingsForm.tsx'
import { ShortcutList } from './ShortcutList.tsx'
import { SignOutQuestion } from './SignOutQuestion.tsx'

const dialogs = {
  newMessage: { title: texts.newMessage, Content: Picker },
  jump: { title: texts.jumpToConversation, Content: Picker },
  profile: { title: texts.profile, Content: OwnProfile },
  settings: { title: texts.settings, Content: SettingsForm },
  shortcuts: { title: texts.keyboardShortcuts, Content: ShortcutList },
  signOut: { title: texts.signOutQuestion, Content: SignOutQuestion },
}

const messageDialogs = {
  report: { title: texts.reportMessage, Content: ReportForm },
  delete: { title: texts.deleteMessage, Content: DeleteQuestion },
}

type Props = { dialog: PageDialog; about: AboutMessage | undefined; onClose: () => void }

export const PageDialogContent = ({ dialog, about, onClose }: Props) => {
  if (dialog === 'report' || dialog === 'delete') {
    const { title, Content } = messageDialogs[dialog]
    return (
      <Dialog title={title} onClose={onClose} className={dialog}>
        {about && <Content about={about} onClose={onClose} />}
      </Dialog>
    )
  }
  const { title, Content } = dialogs[dialog]
  // Each has an element of its own, because one can lead to another.
  return (
    <Dialog key={dialog} title={title} onClose={onClose} className={dialog}>
      <Content onClose={onClose} />
    </Dialog>
  )
}
