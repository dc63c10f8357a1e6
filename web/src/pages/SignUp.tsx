import { type FormEvent, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { AuthForm } from '../components/AuthForm.tsx'
import { EmailField, NewPasswordField } from '../components/accountFields.tsx'
import { Field } from '../components/Field.tsx'
import { nameError } from '../nameError.ts'
import { Link, navigate } from '../router.tsx'
import { useServices } from '../services.ts'
import * as texts from '../texts.ts'

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
      setHandleError(texts.handleIsTaken(body.handle))
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
      title={texts.signUp}
      action={texts.signUp}
      submit={submit}
      links={<Link href="/signin">{texts.signInInstead}</Link>}
    >
      <Field
        label={texts.name}
        name="name"
        autoComplete="name"
        error={nameMessage}
        onInput={(event) => setNameMessage(checkName(event) && nameMessage)}
        onBlur={(event) => setNameMessage(checkName(event))}
      />
      <Field
        label={texts.handle}
        name="handle"
        autoComplete="nickname"
        autoCapitalize="none"
        spellCheck={false}
        pattern="[A-Za-z0-9_]{1,30}"
        maxLength={30}
        title={texts.handleFormat}
        hint={texts.newHandleHint}
        error={handleError}
        onBlur={(event) => checkHandle(event.target.value)}
      />
      <EmailField />
      <NewPasswordField label={texts.password} />
    </AuthForm>
  )
}
