import { useMessenger } from '../messengerContext.tsx'
import { useServices } from '../services.ts'
import * as texts from '../texts.ts'
import { usePageDialog } from './PageDialogs.tsx'

/** Signs out, and asks before whether to keep unsent messages and drafts. */
export const SignOut = () => {
  const messenger = useMessenger()
  const { session } = useServices()
  const openDialog = usePageDialog()
  const signOut = () => {
    const { messages, drafts } = messenger.unsent()
    if (messages + drafts > 0) return openDialog('signOut')
    messenger.forget().then(session.signOut)
  }
  return (
    <button type="button" className="quiet" onClick={signOut}>
      {texts.signOut}
    </button>
  )
}
