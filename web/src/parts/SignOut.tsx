import { type ReactNode, useRef, useState } from 'react'
import { countDrafts, countUnsent, deleteKept } from '../kept.ts'
import { signOut } from '../session.ts'

const counted = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [count === 1 ? `1 ${one}` : `${count} ${many}`]

/** What signing out would leave behind in this browser, or nothing. */
const leftBehind = (): string =>
  [
    ...counted(countUnsent(), 'unsent message', 'unsent messages'),
    ...counted(countDrafts(), 'draft', 'drafts'),
  ].join(' and ')

const deleteAndSignOut = () => {
  deleteKept()
  signOut()
}

/** Signs out. What the person has written and not sent is kept for them, unless they choose to delete it. */
export const SignOut = ({ className, children }: { className: string; children: ReactNode }) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const [left, setLeft] = useState('')

  const start = () => {
    const found = leftBehind()
    if (!found) return deleteAndSignOut()
    setLeft(found)
    dialog.current?.showModal()
  }

  return (
    <>
      <button type="button" className={className} onClick={start} aria-label="Sign out" title="Sign out">
        {children}
      </button>
      <dialog
        ref={dialog}
        className="ask"
        aria-labelledby="sign-out-heading"
        onKeyDown={(event) => event.stopPropagation()}
      >
        <h2 id="sign-out-heading">Sign out?</h2>
        <p>
          You have {left}. Keep what you wrote in this browser until you sign in again, or delete it, for
          example on a computer that others use.
        </p>
        <div className="choices">
          <button type="button" className="primary" onClick={signOut}>
            Keep and sign out
          </button>
          <button type="button" onClick={deleteAndSignOut}>
            Delete and sign out
          </button>
          <button type="button" className="quiet" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </div>
      </dialog>
    </>
  )
}
