import { useState } from 'react'
import { confirm, sendCodeAgain } from '../cognito.ts'
import { codeOf } from '../failure.ts'
import { forgetPassword, newcomer } from '../newcomer.ts'
import { Field } from '../parts/Field.tsx'
import { OutsideForm } from '../parts/OutsideForm.tsx'
import { Link, navigate } from '../router.tsx'
import { signIn } from '../session.ts'
import { wordsFor } from '../words.ts'

// Who is confirmed already is no longer asked for a code: Cognito calls that NotAuthorized.
const words = {
  NotAuthorizedException: 'This e-mail address is confirmed already, or unknown. Try to sign in.',
}

export const Confirm = () => {
  const [email, setEmail] = useState(newcomer.email)
  const [said, setSaid] = useState('')

  const submit = async ({ code = '' }: Record<string, string>) => {
    await confirm(email.trim(), code.trim())
    const { password } = newcomer
    newcomer.email = email.trim()
    forgetPassword()
    if (password) await signIn(newcomer.email, password)
    else navigate('/signin')
  }

  const again = async () => {
    const code = await sendCodeAgain(email.trim()).catch(codeOf)
    setSaid(typeof code === 'string' ? wordsFor(code) : 'A new code is on its way.')
  }

  return (
    <OutsideForm
      title="Confirm your e-mail address"
      action="Confirm"
      submit={submit}
      words={words}
      intro={<p>We have sent you a code of six digits. It may take a minute, or hide among your spam.</p>}
      links={<Link href="/signin">Back to the sign-in</Link>}
    >
      <Field
        label="E-mail address"
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
        title="Six digits"
      />
      <p className="beside">
        <button type="button" className="quiet" disabled={!email} onClick={again}>
          Send another code
        </button>
        <span role="status">{said}</span>
      </p>
    </OutsideForm>
  )
}
