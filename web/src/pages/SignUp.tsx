import { type FormEvent, useState } from 'react'
import { getPerson } from '../api.ts'
import { signUp } from '../cognito.ts'
import { codeOf } from '../failure.ts'
import { newcomer } from '../newcomer.ts'
import { Field } from '../parts/Field.tsx'
import { OutsideForm } from '../parts/OutsideForm.tsx'
import { Link, navigate } from '../router.tsx'
import { nameProblem } from '../text.ts'

export const SignUp = () => {
  const [problem, setProblem] = useState('')
  const [wrongName, setWrongName] = useState('')

  const checkName = ({ currentTarget }: FormEvent<HTMLInputElement>) => {
    const found = nameProblem(currentTarget.value)
    currentTarget.setCustomValidity(found) // the browser then refuses to submit the form
    return currentTarget.value && found
  }

  const lookUp = async (handle: string) => {
    if (!handle) return setProblem('')
    const found = await getPerson(handle).catch(codeOf)
    setProblem(typeof found === 'string' ? '' : `@${found.handle} is somebody else already.`)
  }

  const submit = async ({ email = '', password = '', name = '', handle = '' }: Record<string, string>) => {
    await signUp({ email: email.trim(), password, name: name.trim(), handle: handle.toLowerCase() })
    Object.assign(newcomer, { email: email.trim(), password })
    navigate('/confirm')
  }

  return (
    <OutsideForm
      title="Sign up"
      action="Sign up"
      submit={submit}
      links={<Link href="/signin">You have been here before? Sign in</Link>}
    >
      <Field
        label="Name"
        name="name"
        autoComplete="name"
        problem={wrongName}
        onInput={(event) => setWrongName(checkName(event) && wrongName)}
        onBlur={(event) => setWrongName(checkName(event))}
      />
      <Field
        label="Handle"
        name="handle"
        autoComplete="nickname"
        autoCapitalize="none"
        spellCheck={false}
        pattern="[A-Za-z0-9_]{1,30}"
        maxLength={30}
        title="Up to 30 letters, digits and underscores"
        hint="How others find you: up to 30 letters, digits and underscores."
        problem={problem}
        onBlur={(event) => lookUp(event.target.value)}
      />
      <Field label="E-mail address" name="email" type="email" autoComplete="username" />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={12}
        hint="At least 12 characters. A few words make a good one."
      />
    </OutsideForm>
  )
}
