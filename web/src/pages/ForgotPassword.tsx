import { useState } from 'react'
import { AuthForm } from '../components/AuthForm.tsx'
import { CodeField, EmailField, NewPasswordField } from '../components/accountFields.tsx'
import { Link } from '../router.tsx'
import { useServices } from '../services.ts'

const back = <Link href="/signin">Back to sign in</Link>

export const ForgotPassword = () => {
  const { session, pendingSignIn } = useServices()
  const [email, setEmail] = useState('')

  const requestCode = async (values: Record<string, string>) => {
    const address = (values.email ?? '').trim()
    await session.forgotPassword(address)
    pendingSignIn.email = address
    setEmail(address)
  }

  const resetPassword = async ({ code = '', password = '' }: Record<string, string>) => {
    await session.resetPassword(email, code.trim(), password)
    await session.signIn(email, password)
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
        <EmailField defaultValue={pendingSignIn.email} />
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
          If <bdi>{email}</bdi> has an account, we've e-mailed a code to it.
        </p>
      }
      links={back}
    >
      <CodeField />
      <NewPasswordField label="New password" />
    </AuthForm>
  )
}
