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
  newMessage: { title: 'New message', Content: Picker },
  jump: { title: 'Jump to conversation', Content: Picker },
  profile: { title: 'Profile', Content: OwnProfile },
  settings: { title: 'Settings', Content: SettingsForm },
  shortcuts: { title: 'Keyboard shortcuts', Content: ShortcutList },
  signOut: { title: 'Sign out?', Content: SignOutQuestion },
}

const messageDialogs = {
  report: { title: 'Report message', Content: ReportForm },
  delete: { title: 'Delete message?', Content: DeleteQuestion },
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
