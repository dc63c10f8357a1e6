import { useState } from 'react'
import { AuthForm } from '../components/AuthForm.tsx'
import { CodeField, EmailField, NewPasswordField } from '../components/accountFields.tsx'
import { WithName } from '../components/WithName.tsx'
import { Link } from '../router.tsx'
import { useServices } from '../services.ts'
import * as texts from '../texts.ts'

const back = <Link href="/signin">{texts.backToSignIn}</Link>

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
        title={texts.resetPassword}
        action={texts.sendCode}
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
      title={texts.chooseNewPassword}
      action={texts.saveAndSignIn}
      submit={resetPassword}
      intro={
        <p>
          <WithName text={texts.codeSentTo} name={email} />
        </p>
      }
      links={back}
    >
      <CodeField />
      <NewPasswordField label={texts.newPassword} />
    </AuthForm>
  )
}
