import { useRef, useState } from 'react'
import type { OwnAccount } from '../../../client/cognito/ownAccount.ts'
import { messengerErrorOf } from '../../../client/errors.ts'
import { cognitoMessage } from '../cognitoMessages.ts'
import { useMessenger } from '../messengerContext.tsx'
import { Question } from '../namedGroups/Question.tsx'
import { useServices } from '../services.ts'
import * as texts from '../texts.ts'
import { endEverywhere } from './endSession.ts'

/** Ends all sessions of the user, after a question. */
export const SignOutEverywhere = ({ account }: { account: OwnAccount | undefined }) => {
  const messenger = useMessenger()
  const services = useServices()
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState('')
  const begin = useRef<HTMLButtonElement>(null)
  const [hasUnsent] = useState(() => {
    const { messages, drafts } = messenger.unsent()
    return messages + drafts > 0
  })

  const stopAsking = () => {
    setAsking(false)
    begin.current?.focus()
  }

  const signOut = async () => {
    stopAsking()
    setBusy(true)
    setError('')
    try {
      await account?.signOutEverywhere()
    } catch (cause) {
      setBusy(false)
      return setError(cognitoMessage(messengerErrorOf(cause).code))
    }
    if (!hasUnsent) await messenger.forget()
    await endEverywhere(services)
  }

  return (
    <section aria-labelledby="your-devices">
      <h3 id="your-devices">{texts.yourDevices}</h3>
      <p className="hint">{texts.signOutEverywhereHint}</p>
      {/* Not disabled while it is busy, because it would lose the focus. */}
      <button
        type="button"
        ref={begin}
        aria-disabled={isBusy}
        aria-expanded={isAsking}
        onClick={() => !isBusy && setAsking(!isAsking)}
      >
        {isBusy ? texts.signingOut : texts.signOutEverywhere}
      </button>
      {isAsking && (
        <Question label={texts.yourDevices} action={texts.signOut} onConfirm={signOut} onCancel={stopAsking}>
          {texts.signOutEverywhereQuestion} {hasUnsent && texts.unsentStays}
        </Question>
      )}
      <p className="error" role="alert">
        {error}
      </p>
    </section>
  )
}
