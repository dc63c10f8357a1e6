import { useState } from 'react'
import { Failure } from '../failure.ts'
import { countUnsent } from '../kept.ts'
import { newcomer } from '../newcomer.ts'
import { Field } from '../parts/Field.tsx'
import { OutsideForm } from '../parts/OutsideForm.tsx'
import { Link, navigate } from '../router.tsx'
import { expiredSub, signIn } from '../session.ts'

// What the local Cognito calls an invalid password is a wrong one here.
const words = { InvalidPasswordException: 'That e-mail address and that password do not belong together.' }

/** Why the person is asked to sign in, who was signed in before. */
const Reason = () => {
  const sub = expiredSub()
  if (sub) {
    return (
      <p role="status">
        Your session has expired. Sign in again to continue
        {countUnsent(sub) > 0 && '; your unsent messages are kept'}.
      </p>
    )
  }
  return new URLSearchParams(location.search).has('over') && <p role="status">You are signed out.</p>
}

export const SignIn = () => {
  const [email, setEmail] = useState(newcomer.email)

  const submit = async ({ password = '' }: Record<string, string>) => {
    try {
      await signIn(email.trim(), password)
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'UserNotConfirmedException') throw error
      Object.assign(newcomer, { email: email.trim(), password })
      navigate('/confirm')
    }
  }

  return (
    <OutsideForm
      title="Sign in"
      action="Sign in"
      submit={submit}
      words={words}
      intro={<Reason />}
      links={
        <>
          <Link href="/signup">New here? Sign up</Link>
          <Link href="/forgot">Forgotten your password?</Link>
        </>
      }
    >
      <Field
        label="E-mail address"
        name="email"
        type="email"
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field label="Password" name="password" type="password" autoComplete="current-password" />
    </OutsideForm>
  )
}
