import { useState } from 'react'
import { AuthForm } from '../components/AuthForm.tsx'
import { Field } from '../components/Field.tsx'
import { errorMessage } from '../errorMessages.ts'
import { countUnsent } from '../kept.ts'
import { pendingSignIn } from '../pendingSignIn.ts'
import { RequestError } from '../requestError.ts'
import { Link, navigate } from '../router.tsx'
import { expiredSub, signIn } from '../session.ts'

// The local Cognito answers a wrong password with InvalidPasswordException.
const messages = { InvalidPasswordException: errorMessage('NotAuthorizedException') }

/** Why somebody who was signed in has to sign in again. */
const Reason = () => {
  const sub = expiredSub()
  if (sub) {
    return (
      <p role="status">
        Your session has expired. Sign in again to continue.
        {countUnsent(sub) > 0 && ' Your unsent messages are saved.'}
      </p>
    )
  }
  return new URLSearchParams(location.search).has('over') && <p role="status">You're signed out.</p>
}

export const SignIn = () => {
  const [email, setEmail] = useState(pendingSignIn.email)

  const submit = async ({ password = '' }: Record<string, string>) => {
    try {
      await signIn(email.trim(), password)
    } catch (error) {
      if (!(error instanceof RequestError) || error.code !== 'UserNotConfirmedException') throw error
      Object.assign(pendingSignIn, { email: email.trim(), password })
      navigate('/confirm')
    }
  }

  return (
    <AuthForm
      title="Sign in"
      action="Sign in"
      submit={submit}
      messages={messages}
      intro={<Reason />}
      links={
        <>
          <Link href="/signup">Don't have an account? Sign up</Link>
          <Link href="/forgot">Forgot password?</Link>
        </>
      }
    >
      <Field
        label="Email address"
        name="email"
        type="email"
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field label="Password" name="password" type="password" autoComplete="current-password" />
    </AuthForm>
  )
}
