import type { InputHTMLAttributes } from 'react'
import { Field } from './Field.tsx'
import { PasswordField } from './PasswordField.tsx'

/* The fields that several pages for signing in and signing up have. */

export const EmailField = (props: InputHTMLAttributes<HTMLInputElement>) => (
  <Field label="E-mail address" name="email" type="email" autoComplete="username" {...props} />
)

export const CodeField = () => (
  <Field
    label="Code"
    name="code"
    inputMode="numeric"
    autoComplete="one-time-code"
    pattern="\s*[0-9]{6}\s*"
    title="6 digits"
  />
)

export const NewPasswordField = ({ label }: { label: string }) => (
  <PasswordField
    label={label}
    name="password"
    autoComplete="new-password"
    minLength={12}
    hint="At least 12 characters. A few random words work well."
  />
)
