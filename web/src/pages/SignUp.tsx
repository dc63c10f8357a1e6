import { type FormEvent, useState } from 'react'
import { getProfile } from '../api.ts'
import { signUp } from '../cognito.ts'
import { AuthForm } from '../components/AuthForm.tsx'
import { Field } from '../components/Field.tsx'
import { pendingSignIn } from '../pendingSignIn.ts'
import { codeOf } from '../requestError.ts'
import { Link, navigate } from '../router.tsx'
import { nameError } from '../text.ts'

export const SignUp = () => {
  const [handleError, setHandleError] = useState('')
  const [nameMessage, setNameMessage] = useState('')

  const checkName = ({ currentTarget }: FormEvent<HTMLInputElement>) => {
    const message = nameError(currentTarget.value)
    currentTarget.setCustomValidity(message) // so that the browser does not submit the form
    return currentTarget.value && message
  }

  const checkHandle = async (handle: string) => {
    if (!handle) return setHandleError('')
    const found = await getProfile(handle).catch(codeOf)
    setHandleError(typeof found === 'string' ? '' : `@${found.handle} is already taken.`)
  }

  const submit = async ({ email = '', password = '', name = '', handle = '' }: Record<string, string>) => {
    await signUp({ email: email.trim(), password, name: name.trim(), handle: handle.toLowerCase() })
    Object.assign(pendingSignIn, { email: email.trim(), password })
    navigate('/confirm')
  }

  return (
    <AuthForm
      title="Sign up"
      action="Sign up"
      submit={submit}
      links={<Link href="/signin">Already have an account? Sign in</Link>}
    >
      <Field
        label="Name"
        name="name"
        autoComplete="name"
        error={nameMessage}
        onInput={(event) => setNameMessage(checkName(event) && nameMessage)}
        onBlur={(event) => setNameMessage(checkName(event))}
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
        hint="How people find you. Up to 30 letters, digits and underscores."
        error={handleError}
        onBlur={(event) => checkHandle(event.target.value)}
      />
      <Field label="Email address" name="email" type="email" autoComplete="username" />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={12}
        hint="At least 12 characters. A few random words work well."
      />
    </AuthForm>
  )
}
