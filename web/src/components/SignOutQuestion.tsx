import { useMessenger } from '../messengerContext.tsx'
import { useServices } from '../services.ts'

const countText = (count: number, singular: string, plural: string): string[] =>
  count === 0 ? [] : [count === 1 ? `1 ${singular}` : `${count} ${plural}`]

/** What the user has written and not sent. */
const describeUnsent = ({ messages, drafts }: { messages: number; drafts: number }): string =>
  [...countText(messages, 'unsent message', 'unsent messages'), ...countText(drafts, 'draft', 'drafts')].join(
    ' and ',
  )

export const SignOutQuestion = ({ onClose }: { onClose: () => void }) => {
  const messenger = useMessenger()
  const { session } = useServices()

  const deleteAndSignOut = () => {
    messenger.forget()
    session.signOut()
  }

  return (
    <>
      <p>
        You have {describeUnsent(messenger.unsent())}. Keep what you wrote in this browser until you sign in
        again, or delete it if you share this computer.
      </p>
      <div className="choices">
        <button type="button" className="primary" data-autofocus onClick={() => session.signOut()}>
          Keep and sign out
        </button>
        <button type="button" onClick={deleteAndSignOut}>
          Delete and sign out
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          Cancel
        </button>
      </div>
    </>
  )
}
