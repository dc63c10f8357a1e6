import { useState } from 'react'
import { changePassword, sendCodeForPassword } from '../cognito.ts'
import { AuthForm } from '../components/AuthForm.tsx'
import { Field } from '../components/Field.tsx'
import { pendingSignIn } from '../pendingSignIn.ts'
import { Link } from '../router.tsx'
import { signIn } from '../session.ts'

const back = <Link href="/signin">Back to sign in</Link>

export const ForgotPassword = () => {
  const [email, setEmail] = useState('')

  const requestCode = async (values: Record<string, string>) => {
    const address = (values.email ?? '').trim()
    await sendCodeForPassword(address)
    pendingSignIn.email = address
    setEmail(address)
  }

  const resetPassword = async ({ code = '', password = '' }: Record<string, string>) => {
    await changePassword(email, code.trim(), password)
    await signIn(email, password)
  }

  if (!email) {
    return (
      <AuthForm
        key="request"
        title="Reset your password"
        action="Send code"
        submit={requestCode}
        links={back}
      >
        <Field
          label="Email address"
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={pendingSignIn.email}
        />
      </AuthForm>
    )
  }
  return (
    <AuthForm
      key="reset"
      title="Choose a new password"
      action="Save and sign in"
      submit={resetPassword}
      intro={
        <p>
          If there's an account for <bdi>{email}</bdi>, we've sent a code to that address.
        </p>
      }
      links={back}
    >
      <Field
        label="Code"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="\s*[0-9]{6}\s*"
        title="6 digits"
      />
      <Field
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={12}
        hint="At least 12 characters. A few random words work well."
      />
    </AuthForm>
  )
}
