import { AccountSettings } from '../account/AccountSettings.tsx'
import { DeleteAccount } from '../account/DeleteAccount.tsx'
import { DescribePhoto } from '../attachments/DescribePhoto.tsx'
import { GroupDialog } from '../namedGroups/GroupDialog.tsx'
import { LeaveQuestion } from '../namedGroups/LeaveQuestion.tsx'
import { NewGroup } from '../namedGroups/NewGroup.tsx'
import * as texts from '../texts.ts'
import { DeleteQuestion } from './DeleteQuestion.tsx'
import { Dialog } from './Dialog.tsx'
import { OwnProfile } from './OwnProfile.tsx'
import type { About, PageDialog } from './PageDialogs.tsx'
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
  account: { title: texts.account, Content: AccountSettings },
  deleteAccount: { title: texts.deleteAccountQuestion, Content: DeleteAccount },
  shortcuts: { title: texts.keyboardShortcuts, Content: ShortcutList },
  newGroup: { title: texts.newGroup, Content: NewGroup },
  signOut: { title: texts.signOutQuestion, Content: SignOutQuestion },
}

const messageDialogs = {
  report: { title: texts.reportMessage, Content: ReportForm },
  delete: { title: texts.deleteMessage, Content: DeleteQuestion },
}

const groupDialogs = {
  group: { title: texts.groupInfo, Content: GroupDialog },
  leaveGroup: { title: texts.leaveGroupQuestion, Content: LeaveQuestion },
}

type Props = { dialog: PageDialog; about: About | undefined; onClose: () => void }

export const PageDialogContent = ({ dialog, about, onClose }: Props) => {
  if (dialog === 'report' || dialog === 'delete') {
    const { title, Content } = messageDialogs[dialog]
    return (
      <Dialog title={title} onClose={onClose} className={dialog}>
        {about && 'person' in about && <Content about={about} onClose={onClose} />}
      </Dialog>
    )
  }
  if (dialog === 'describePhoto') {
    return (
      <Dialog title={texts.describePhoto} onClose={onClose} className="describe-photo">
        {about && 'attachmentId' in about && <DescribePhoto about={about} onClose={onClose} />}
      </Dialog>
    )
  }
  if (dialog === 'group' || dialog === 'leaveGroup') {
    const { title, Content } = groupDialogs[dialog]
    return (
      <Dialog key={dialog} title={title} onClose={onClose} className={dialog}>
        {about && <Content id={about.id} onClose={onClose} />}
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
