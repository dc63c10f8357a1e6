import type { InputHTMLAttributes } from 'react'
import * as texts from '../texts.ts'
import { Field } from './Field.tsx'
import { PasswordField } from './PasswordField.tsx'

/* The fields that several pages for signing in and signing up have. */

export const EmailField = (props: InputHTMLAttributes<HTMLInputElement>) => (
  <Field label={texts.emailAddress} name="email" type="email" autoComplete="username" {...props} />
)

export const CodeField = () => (
  <Field
    label={texts.code}
    name="code"
    inputMode="numeric"
    autoComplete="one-time-code"
    pattern="\s*[0-9]{6}\s*"
    title={texts.codeFormat}
  />
)

export const NewPasswordField = ({ label }: { label: string }) => (
  <PasswordField
    label={label}
    name="password"
    autoComplete="new-password"
    minLength={12}
    hint={texts.newPasswordHint}
  />
)
