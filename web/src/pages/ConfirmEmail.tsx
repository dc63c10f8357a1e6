import { useState } from 'react'
import { confirm, sendCodeAgain } from '../cognito.ts'
import { AuthForm } from '../components/AuthForm.tsx'
import { Field } from '../components/Field.tsx'
import { errorMessage } from '../errorMessages.ts'
import { clearPendingPassword, pendingSignIn } from '../pendingSignIn.ts'
import { codeOf } from '../requestError.ts'
import { Link, navigate } from '../router.tsx'
import { signIn } from '../session.ts'

// Cognito answers NotAuthorizedException where the address is confirmed already.
const messages = {
  NotAuthorizedException: 'This email address is already confirmed, or has no account. Try signing in.',
}

export const ConfirmEmail = () => {
  const [email, setEmail] = useState(pendingSignIn.email)
  const [notice, setNotice] = useState('')

  const submit = async ({ code = '' }: Record<string, string>) => {
    await confirm(email.trim(), code.trim())
    const { password } = pendingSignIn
    pendingSignIn.email = email.trim()
    clearPendingPassword()
    if (password) await signIn(pendingSignIn.email, password)
    else navigate('/signin')
  }

  const resendCode = async () => {
    const code = await sendCodeAgain(email.trim()).catch(codeOf)
    setNotice(typeof code === 'string' ? errorMessage(code) : "We've sent you a new code.")
  }

  return (
    <AuthForm
      title="Confirm your email address"
      action="Confirm"
      submit={submit}
      messages={messages}
      intro={
        <p>We've sent you a 6-digit code. If it doesn't arrive within a minute, check your spam folder.</p>
      }
      links={<Link href="/signin">Back to sign in</Link>}
    >
      <Field
        label="Email address"
        name="email"
        type="email"
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        label="Code"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="\s*[0-9]{6}\s*"
        title="6 digits"
      />
      <p className="actions">
        <button type="button" className="quiet" disabled={!email} onClick={resendCode}>
          Resend code
        </button>
        <span role="status">{notice}</span>
      </p>
    </AuthForm>
  )
}
