import type { Conversation } from '../../../client/types.ts'
import { useMessenger } from '../messengerContext.tsx'
import { useStore } from '../useStore.ts'
import { useLaterCode } from './useLoadedLater.ts'

/** The status line of the app. Its code is loaded after the page, because a state is shown only if it lasts. */
export const ConnectionState = ({ conversation }: { conversation: Conversation | undefined }) => {
  const connection = useStore(useMessenger().status, (status) => status.connection)
  const later = useLaterCode()
  return (
    <div className={`connection ${connection}`}>
      {later && <later.StatusLine conversation={conversation} />}
    </div>
  )
}
