import { type ReactNode, useState } from 'react'
import { useMessenger } from '../messengerContext.tsx'
import { useServices } from '../services.ts'
import { Dialog } from './Dialog.tsx'

const countText = (count: number, singular: string, plural: string): string[] =>
  count === 0 ? [] : [count === 1 ? `1 ${singular}` : `${count} ${plural}`]

/** What the user has written and not sent; an empty string if there is nothing. */
const describeUnsent = ({ messages, drafts }: { messages: number; drafts: number }): string =>
  [...countText(messages, 'unsent message', 'unsent messages'), ...countText(drafts, 'draft', 'drafts')].join(
    ' and ',
  )

/** Signs out, and asks before whether to keep unsent messages and drafts: the dialog `question` has to be rendered. */
export const useSignOut = (): { signOut: () => void; question: ReactNode } => {
  const messenger = useMessenger()
  const { session } = useServices()
  const [unsentText, setUnsentText] = useState('')

  const deleteAndSignOut = () => {
    messenger.forget()
    session.signOut()
  }

  const close = () => setUnsentText('')

  const signOut = () => {
    const text = describeUnsent(messenger.unsent())
    if (!text) return deleteAndSignOut()
    setUnsentText(text)
  }

  const question = (
    <Dialog title="Sign out?" isOpen={unsentText !== ''} onClose={close}>
      <p>
        You have {unsentText}. Keep what you wrote in this browser until you sign in again, or delete it if
        you share this computer.
      </p>
      <div className="choices">
        <button type="button" className="primary" data-autofocus onClick={() => session.signOut()}>
          Keep and sign out
        </button>
        <button type="button" onClick={deleteAndSignOut}>
          Delete and sign out
        </button>
        <button type="button" className="quiet" onClick={close}>
          Cancel
        </button>
      </div>
    </Dialog>
  )
  return { signOut, question }
}

export const SignOut = () => {
  const { signOut, question } = useSignOut()
  return (
    <>
      <button type="button" className="quiet" onClick={signOut}>
        Sign out
      </button>
      {question}
    </>
  )
}
