import { type FormEvent, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { AuthForm } from '../components/AuthForm.tsx'
import { EmailField, NewPasswordField } from '../components/accountFields.tsx'
import { Field } from '../components/Field.tsx'
import { nameError } from '../nameError.ts'
import { Link, navigate } from '../router.tsx'
import { useServices } from '../services.ts'

export const SignUp = () => {
  const { session, publicApi, pendingSignIn } = useServices()
  const [handleError, setHandleError] = useState('')
  const [nameMessage, setNameMessage] = useState('')

  const checkName = ({ currentTarget }: FormEvent<HTMLInputElement>) => {
    const message = nameError(currentTarget.value)
    currentTarget.setCustomValidity(message) // so that the browser does not submit the form
    return currentTarget.value && message
  }

  const checkHandle = async (handle: string) => {
    if (!handle) return setHandleError('')
    try {
      const { body } = await publicApi('GET /api/users/@{handle}/short', { path: { handle } })
      setHandleError(`@${body.handle} is already taken.`)
    } catch (error) {
      messengerErrorOf(error)
      setHandleError('')
    }
  }

  const submit = async ({ email = '', password = '', name = '', handle = '' }: Record<string, string>) => {
    await session.signUp({ email: email.trim(), password, name: name.trim(), handle: handle.toLowerCase() })
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
        hint="How people find you. Letters, digits, underscores."
        error={handleError}
        onBlur={(event) => checkHandle(event.target.value)}
      />
      <EmailField />
      <NewPasswordField label="Password" />
    </AuthForm>
  )
}
