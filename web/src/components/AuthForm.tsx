import { type FormEvent, type ReactNode, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { cognitoMessage } from '../cognitoMessages.ts'
import * as texts from '../texts.ts'
import { CardPage } from './CardPage.tsx'
import { FormErrorContext, findField, noFormError } from './formError.ts'
import { Icon } from './Icon.tsx'
import { usePageHeading } from './usePageHeading.ts'

type Props = {
  title: string
  action: string
  submit: (values: Record<string, string>) => Promise<void>
  /** Error messages by code that differ from the usual ones. */
  messages?: Record<string, string>
  intro?: ReactNode
  children: ReactNode
  links?: ReactNode
}

/** The card with a form that the pages for signing in and signing up consist of. */
export const AuthForm = ({ title, action, submit, messages = {}, intro, children, links }: Props) => {
  const heading = usePageHeading<HTMLHeadingElement>(title)
  const [error, setError] = useState(noFormError)
  const [isBusy, setBusy] = useState(false)

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isBusy) return
    const form = event.currentTarget
    setBusy(true)
    setError(noFormError)
    try {
      await submit(Object.fromEntries(new FormData(form)) as Record<string, string>)
    } catch (cause) {
      const { code } = messengerErrorOf(cause)
      const field = findField(form, code)
      setError({ field: field?.name ?? '', text: messages[code] ?? cognitoMessage(code) })
      field?.focus()
    } finally {
      setBusy(false)
    }
  }

  const isAboutForm = error.text !== '' && error.field === ''
  return (
    <CardPage>
      <form
        className="card"
        onSubmit={onSubmit}
        // The error is about the text before the change.
        onInput={(event) => {
          if ((event.target as HTMLInputElement).name === error.field) setError(noFormError)
        }}
      >
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {intro}
        <div className="fields">
          <FormErrorContext value={error}>{children}</FormErrorContext>
        </div>
        <p className="alert" role="alert">
          {isAboutForm && (
            <>
              <Icon name="warning" /> {error.text}
            </>
          )}
        </p>
        {/* Not disabled while it is busy, because it would lose the focus. */}
        <button type="submit" className="primary" aria-disabled={isBusy}>
          {isBusy ? texts.pleaseWait : action}
        </button>
      </form>
      {links && <nav className="links">{links}</nav>}
    </CardPage>
  )
}
