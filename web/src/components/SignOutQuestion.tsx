import { useMessenger } from '../messengerContext.tsx'
import { useServices } from '../services.ts'
import * as texts from '../texts.ts'

/** What the user has written and not sent. */
const describeUnsent = ({ messages, drafts }: { messages: number; drafts: number }): string[] => [
  ...(messages > 0 ? [texts.unsentMessages(messages)] : []),
  ...(drafts > 0 ? [texts.drafts(drafts)] : []),
]

export const SignOutQuestion = ({ onClose }: { onClose: () => void }) => {
  const messenger = useMessenger()
  const { session } = useServices()

  const deleteAndSignOut = () => {
    messenger.forget().then(session.signOut)
  }

  return (
    <>
      <p>{texts.youHaveUnsent(describeUnsent(messenger.unsent()))}</p>
      <div className="choices">
        <button type="button" className="primary" data-autofocus onClick={() => session.signOut()}>
          {texts.keepAndSignOut}
        </button>
        <button type="button" onClick={deleteAndSignOut}>
          {texts.deleteAndSignOut}
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </>
  )
}
