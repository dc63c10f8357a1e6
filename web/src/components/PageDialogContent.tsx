import { Dialog } from './Dialog.tsx'
import { OwnProfile } from './OwnProfile.tsx'
import type { PageDialog, Reported } from './PageDialogs.tsx'
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

type Props = { dialog: PageDialog; reported: Reported | undefined; onClose: () => void }

export const PageDialogContent = ({ dialog, reported, onClose }: Props) => {
  if (dialog === 'report') {
    return (
      <Dialog title="Report message" onClose={onClose} className={dialog}>
        {reported && <ReportForm reported={reported} onClose={onClose} />}
      </Dialog>
    )
  }
  const { title, Content } = dialogs[dialog]
  return (
    <Dialog title={title} onClose={onClose} className={dialog}>
      <Content onClose={onClose} />
    </Dialog>
  )
}
