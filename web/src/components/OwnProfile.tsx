import { useMessenger } from '../messengerContext.tsx'
import { useStore } from '../useStore.ts'
import { Avatar } from './Avatar.tsx'
import { CopyOwnLink } from './CopyOwnLink.tsx'

export const OwnProfile = ({ onClose }: { onClose: () => void }) => {
  const me = useStore(useMessenger().status, (status) => status.me)
  if (!me) return <p role="status">Loading…</p>
  return (
    <div className="own-profile">
      <Avatar name={me.display_name} handle={me.handle} size={88} />
      <p className="big">
        <bdi>{me.display_name}</bdi>
      </p>
      <p className="handle">@{me.handle}</p>
      <CopyOwnLink data-autofocus onClose={onClose} />
    </div>
  )
}
