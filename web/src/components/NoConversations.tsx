import { CopyOwnLink } from './CopyOwnLink.tsx'
import { Icon } from './Icon.tsx'
import { usePageDialog } from './PageDialogs.tsx'

/** Shown to people who have no conversations: how to start one. */
export const NoConversations = () => {
  const openDialog = usePageDialog()
  return (
    <div className="placeholder">
      <p className="big">No conversations yet</p>
      <p>Find someone by their name or @handle, or send people your link so that they can message you.</p>
      <div className="actions">
        <button type="button" className="primary" onClick={() => openDialog('newMessage')}>
          <Icon name="compose" /> Start a conversation
        </button>
        <CopyOwnLink />
      </div>
    </div>
  )
}
