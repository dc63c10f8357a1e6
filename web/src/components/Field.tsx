import { type InputHTMLAttributes, type ReactNode, type Ref, useContext, useId } from 'react'
import { FormErrorContext } from './formError.ts'

type Props = InputHTMLAttributes<HTMLInputElement> & {
  label: string
  hint?: string
  error?: string
  /** At the end of the input, such as a button. */
  end?: ReactNode
  ref?: Ref<HTMLInputElement>
}

/** A labelled input. Its hint and its error share one line, so that nothing moves. */
export const Field = ({ label, hint, error: ownError, end, ...input }: Props) => {
  const id = useId()
  const formError = useContext(FormErrorContext)
  const error = ownError || (formError.field === input.name ? formError.text : '')
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="input">
        <input
          id={id}
          required
          aria-describedby={error || hint ? `${id}-note` : undefined}
          aria-invalid={error ? true : undefined}
          {...input}
        />
        {end}
      </div>
      <p id={`${id}-note`} className={error ? 'error' : 'hint'} role="status">
        {error || hint}
      </p>
    </div>
  )
}
