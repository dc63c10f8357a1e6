import { useMessenger } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { Avatar } from './Avatar.tsx'
import { CopyOwnLink } from './CopyOwnLink.tsx'
import { PathIcon } from './Icon.tsx'
import { menuIcons } from './menuIcons.ts'
import { usePageDialog } from './PageDialogs.tsx'

export const OwnProfile = ({ onClose }: { onClose: () => void }) => {
  const me = useStore(useMessenger().status, (status) => status.me)
  const openDialog = usePageDialog()
  if (!me) return <p role="status">{texts.loading}</p>
  return (
    <div className="own-profile">
      <Avatar name={me.display_name} handle={me.handle} size={88} />
      <p className="big">
        <bdi>{me.display_name}</bdi>
      </p>
      <p className="handle">@{me.handle}</p>
      <div className="actions">
        <CopyOwnLink data-autofocus onClose={onClose} />
        <button type="button" className="quiet" onClick={() => openDialog('settings')}>
          <PathIcon path={menuIcons.edit} /> {texts.changeProfile}
        </button>
      </div>
    </div>
  )
}
