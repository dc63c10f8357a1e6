import { signOut } from '../account/signOut.ts'
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
  const services = useServices()

  return (
    <>
      <p>{texts.youHaveUnsent(describeUnsent(messenger.unsent()))}</p>
      <div className="choices">
        <button
          type="button"
          className="primary"
          data-autofocus
          onClick={() => signOut(messenger, services, { keepsUnsent: true })}
        >
          {texts.keepAndSignOut}
        </button>
        <button type="button" onClick={() => signOut(messenger, services, { keepsUnsent: false })}>
          {texts.deleteAndSignOut}
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </>
  )
}
