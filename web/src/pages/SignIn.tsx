import { useState } from 'react'
import { Failure } from '../failure.ts'
import { newcomer } from '../newcomer.ts'
import { Field } from '../parts/Field.tsx'
import { OutsideForm } from '../parts/OutsideForm.tsx'
import { Link, navigate } from '../router.tsx'
import { signIn } from '../session.ts'

// What the local Cognito calls an invalid password is a wrong one here.
const words = { InvalidPasswordException: 'That e-mail address and that password do not belong together.' }

export const SignIn = () => {
  const [email, setEmail] = useState(newcomer.email)

  const isOver = new URLSearchParams(location.search).has('over')

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
      intro={isOver && <p role="status">You are signed out.</p>}
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
