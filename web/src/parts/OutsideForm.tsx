import { type FormEvent, type ReactNode, useState } from 'react'
import { codeOf } from '../failure.ts'
import { usePage } from '../focus.ts'
import { wordsFor } from '../words.ts'
import { Icon } from './Icon.tsx'

type Props = {
  title: string
  action: string
  submit: (values: Record<string, string>) => Promise<void>
  /** Words of this form's own for some codes. */
  words?: Record<string, string>
  intro?: ReactNode
  children: ReactNode
  links?: ReactNode
}

/** One form in the middle of a page, as all the pages before the sign-in are. */
export const OutsideForm = ({ title, action, submit, words = {}, intro, children, links }: Props) => {
  const heading = usePage<HTMLHeadingElement>(title)
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
      setCode(codeOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <main className="outside">
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
              <Icon name="warning" /> {words[code] ?? wordsFor(code)}
            </>
          )}
        </p>
        <button type="submit" className="primary" disabled={isBusy}>
          {isBusy ? 'One moment…' : action}
        </button>
      </form>
      {links && <nav className="links">{links}</nav>}
    </main>
  )
}
