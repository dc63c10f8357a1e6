import { useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { cognitoMessage } from '../cognitoMessages.ts'
import { AuthForm } from '../components/AuthForm.tsx'
import { CodeField, EmailField } from '../components/accountFields.tsx'
import { Link, navigate } from '../router.tsx'
import { useServices } from '../services.ts'
import * as texts from '../texts.ts'

// Cognito also answers NotAuthorizedException if the address is already confirmed.
const messages = {
  NotAuthorizedException: texts.alreadyConfirmed,
}

export const ConfirmEmail = () => {
  const { session, pendingSignIn } = useServices()
  const [email, setEmail] = useState(pendingSignIn.email)
  const [notice, setNotice] = useState('')

  const submit = async ({ code = '' }: Record<string, string>) => {
    await session.confirm(email.trim(), code.trim())
    const { password } = pendingSignIn
    pendingSignIn.email = email.trim()
    pendingSignIn.password = ''
    if (password) await session.signIn(pendingSignIn.email, password)
    else navigate('/signin')
  }

  const resendCode = async () => {
    try {
      await session.resendCode(email.trim())
      setNotice(texts.newCodeSent)
    } catch (error) {
      setNotice(cognitoMessage(messengerErrorOf(error).code))
    }
  }

  return (
    <AuthForm
      title={texts.checkEmail}
      action={texts.confirm}
      submit={submit}
      messages={messages}
      intro={<p>{texts.checkEmailHint}</p>}
      links={<Link href="/signin">{texts.backToSignIn}</Link>}
    >
      <EmailField value={email} onChange={(event) => setEmail(event.target.value)} />
      <CodeField />
      <p className="actions">
        <button type="button" className="quiet" disabled={!email} onClick={resendCode}>
          {texts.resendCode}
        </button>
        <span role="status">{notice}</span>
      </p>
    </AuthForm>
  )
}
