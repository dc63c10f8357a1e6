import * as texts from '../texts.ts'
import { CopyOwnLink } from './CopyOwnLink.tsx'
import { Icon } from './Icon.tsx'
import { usePageDialog } from './PageDialogs.tsx'

/** Shown to people who have no conversations: how to start one. */
export const NoConversations = () => {
  const openDialog = usePageDialog()
  return (
    <div className="placeholder">
      <p className="big">{texts.noConversations}</p>
      <p>{texts.noConversationsHint}</p>
      <div className="actions">
        <button type="button" className="primary" onClick={() => openDialog('newMessage')}>
          <Icon name="compose" /> {texts.startConversation}
        </button>
        <CopyOwnLink />
      </div>
    </div>
  )
}
