import { useState } from 'react'
import { changePassword, sendCodeForPassword } from '../cognito.ts'
import { newcomer } from '../newcomer.ts'
import { Field } from '../parts/Field.tsx'
import { OutsideForm } from '../parts/OutsideForm.tsx'
import { Link } from '../router.tsx'
import { signIn } from '../session.ts'

const back = <Link href="/signin">Back to the sign-in</Link>

export const Forgot = () => {
  const [email, setEmail] = useState('')

  const ask = async (values: Record<string, string>) => {
    const address = (values.email ?? '').trim()
    await sendCodeForPassword(address)
    newcomer.email = address
    setEmail(address)
  }

  const change = async ({ code = '', password = '' }: Record<string, string>) => {
    await changePassword(email, code.trim(), password)
    await signIn(email, password)
  }

  if (!email) {
    return (
      <OutsideForm key="ask" title="A new password" action="Send me a code" submit={ask} links={back}>
        <Field
          label="E-mail address"
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={newcomer.email}
        />
      </OutsideForm>
    )
  }
  return (
    <OutsideForm
      key="change"
      title="Choose a new password"
      action="Change it and sign in"
      submit={change}
      intro={
        <p>
          If somebody has signed up as <bdi>{email}</bdi>, a code is on its way there.
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
        title="Six digits"
      />
      <Field
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={12}
        hint="At least 12 characters. A few words make a good one."
      />
    </OutsideForm>
  )
}
