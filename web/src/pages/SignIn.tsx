import { useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { AuthForm } from '../components/AuthForm.tsx'
import { EmailField } from '../components/accountFields.tsx'
import { PasswordField } from '../components/PasswordField.tsx'
import { Link, navigate } from '../router.tsx'
import { useServices } from '../services.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'

// The local Cognito answers a wrong password with InvalidPasswordException.
const messages = { InvalidPasswordException: texts.wrongEmailOrPassword }

/** By the parameter of the address that says why. */
const reasons = {
  over: texts.signedOut,
  everywhere: texts.signedOutEverywhere,
  deleted: texts.accountDeleted,
  expired: texts.signInAgain,
}

/** Why somebody who was signed in has to sign in again. */
const Reason = () => {
  const { session, countUnsentOf } = useServices()
  const state = useStore(session.state)
  if (state.name === 'expired') {
    return (
      <p role="status">
        {texts.signInAgain}
        {countUnsentOf(state.userId) > 0 && ` ${texts.unsentIsSaved}`}
      </p>
    )
  }
  const parameters = new URLSearchParams(location.search)
  const [, text] = Object.entries(reasons).find(([name]) => parameters.has(name)) ?? []
  return text && <p role="status">{text}</p>
}

export const SignIn = () => {
  const { session, pendingSignIn } = useServices()
  const [email, setEmail] = useState(pendingSignIn.email)

  const submit = async ({ password = '' }: Record<string, string>) => {
    try {
      await session.signIn(email.trim(), password)
    } catch (error) {
      if (messengerErrorOf(error).code !== 'UserNotConfirmedException') throw error
      Object.assign(pendingSignIn, { email: email.trim(), password })
      navigate('/confirm')
    }
  }

  return (
    <AuthForm
      title={texts.signIn}
      action={texts.signIn}
      submit={submit}
      messages={messages}
      intro={<Reason />}
      links={
        <>
          <Link href="/signup">{texts.signUpInstead}</Link>
          <Link href="/forgot">{texts.forgotPassword}</Link>
        </>
      }
    >
      <EmailField value={email} onChange={(event) => setEmail(event.target.value)} />
      <PasswordField label={texts.password} name="password" autoComplete="current-password" />
    </AuthForm>
  )
}
