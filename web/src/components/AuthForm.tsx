import { type FormEvent, type ReactNode, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { errorMessage } from '../errorMessages.ts'
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
  const [code, setCode] = useState('')
  const [isBusy, setBusy] = useState(false)

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>
    setBusy(true)
    setCode('')
    try {
      await submit(values)
    } catch (error) {
      setCode(messengerErrorOf(error).code)
    } finally {
      setBusy(false)
    }
  }

  return (
    <main className="card-page">
      <p className="brand">
        <Icon name="bubbles" /> Cruddur Messages
      </p>
      <form className="card" onSubmit={onSubmit}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {intro}
        {children}
        <p className="alert" role="alert" hidden={!code}>
          {code && (
            <>
              <Icon name="warning" /> {messages[code] ?? errorMessage(code)}
            </>
          )}
        </p>
        <button type="submit" className="primary" disabled={isBusy}>
          {isBusy ? 'Please wait…' : action}
        </button>
      </form>
      {links && <nav className="links">{links}</nav>}
    </main>
  )
}
