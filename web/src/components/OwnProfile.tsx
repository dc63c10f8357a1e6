import { useMessenger } from '../messengerContext.tsx'
import { useStore } from '../useStore.ts'
import { Avatar } from './Avatar.tsx'
import { Icon } from './Icon.tsx'
import { useCopyOwnLink } from './useCopy.ts'

export const OwnProfile = ({ onClose }: { onClose: () => void }) => {
  const me = useStore(useMessenger().status, (status) => status.me)
  const copyLink = useCopyOwnLink()
  if (!me) return <p role="status">Loading…</p>
  return (
    <div className="own-profile">
      <Avatar name={me.display_name} handle={me.handle} size={88} />
      <p className="big">
        <bdi>{me.display_name}</bdi>
      </p>
      <p className="handle">@{me.handle}</p>
      <button
        type="button"
        data-autofocus
        onClick={() => {
          onClose() // the confirmation is on the page
          copyLink()
        }}
      >
        <Icon name="link" /> Copy my link
      </button>
    </div>
  )
}
