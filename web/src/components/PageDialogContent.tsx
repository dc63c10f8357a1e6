import { Dialog } from './Dialog.tsx'
import { OwnProfile } from './OwnProfile.tsx'
import type { PageDialog } from './PageDialogs.tsx'
import { Picker } from './Picker.tsx'
import { ShortcutList } from './ShortcutList.tsx'
import { SignOutQuestion } from './SignOutQuestion.tsx'

const dialogs = {
  newMessage: { title: 'New message', Content: Picker },
  jump: { title: 'Jump to conversation', Content: Picker },
  profile: { title: 'Profile', Content: OwnProfile },
  shortcuts: { title: 'Keyboard shortcuts', Content: ShortcutList },
  signOut: { title: 'Sign out?', Content: SignOutQuestion },
}

type Props = { dialog: PageDialog; onClose: () => void }

export const PageDialogContent = ({ dialog, onClose }: Props) => {
  const { title, Content } = dialogs[dialog]
  return (
    <Dialog title={title} onClose={onClose} className={dialog}>
      <Content onClose={onClose} />
    </Dialog>
  )
}
