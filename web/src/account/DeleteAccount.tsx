import { type FormEvent, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { cognitoMessage } from '../cognitoMessages.ts'
import { FormErrorContext, findField, noFormError } from '../components/formError.ts'
import { PasswordField } from '../components/PasswordField.tsx'
import { hasKeyboard } from '../keyboard.ts'
import { useMessenger } from '../messengerContext.tsx'
import { useServices } from '../services.ts'
import * as texts from '../texts.ts'
import { endDeleted } from './endSession.ts'
import { useOwnAccount } from './useOwnAccount.ts'

const wrongPassword = ['NotAuthorizedException', 'InvalidPasswordException'] // the second one: the local Cognito

/** Deletes the account, after the person has entered the password. */
export const DeleteAccount = ({ onClose }: { onClose: () => void }) => {
  const messenger = useMessenger()
  const services = useServices()
  const { account, email } = useOwnAccount()
  const [error, setError] = useState(noFormError)
  const [isDeleting, setDeleting] = useState(false)

  const refuse = (form: HTMLFormElement, code: string) => {
    const field = findField(form, code)
    const text = wrongPassword.includes(code) ? texts.wrongPassword : cognitoMessage(code)
    setError({ field: field?.name ?? '', text })
    field?.focus()
  }

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    if (isDeleting) return
    setDeleting(true)
    setError(noFormError)
    try {
      await account?.deleteAccount(String(new FormData(form).get('password')))
    } catch (cause) {
      setDeleting(false)
      return refuse(form, messengerErrorOf(cause).code)
    }
    await endDeleted(messenger, services)
  }

  return (
    <form
      className="form delete-account"
      onSubmit={submit}
      // The error is about the text before the change.
      onInput={() => setError(noFormError)}
    >
      <p id="this-deletes">{texts.thisDeletes}</p>
      <ul aria-labelledby="this-deletes">
        {texts.whatIsDeleted.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p>{texts.cantUndoDeletion}</p>
      {/* For password managers. */}
      <input type="email" autoComplete="username" value={email ?? ''} readOnly hidden />
      <FormErrorContext value={error}>
        <PasswordField
          label={texts.enterPassword}
          name="password"
          autoComplete="current-password"
          readOnly={isDeleting}
          data-autofocus={hasKeyboard() || undefined}
        />
      </FormErrorContext>
      <p className="error" role="alert">
        {!error.field && error.text}
      </p>
      <div className="actions">
        {/* Not disabled while it is busy, because it would lose the focus. */}
        <button type="submit" className="primary destructive" aria-disabled={isDeleting}>
          {isDeleting ? texts.deletingAccount : texts.deleteAccount}
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </form>
  )
}
