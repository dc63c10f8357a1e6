import { type ComponentProps, useEffect, useRef, useState } from 'react'
import { Field } from './Field.tsx'
import { Icon } from './Icon.tsx'

/** A field for a password, with a button that shows what is typed until the form is submitted. */
export const PasswordField = (props: ComponentProps<typeof Field>) => {
  const field = useRef<HTMLInputElement>(null)
  const [isShown, setShown] = useState(false)

  // Password managers store what is in a field of the type "password".
  useEffect(() => {
    const form = field.current?.form
    const hide = () => setShown(false)
    form?.addEventListener('submit', hide)
    return () => form?.removeEventListener('submit', hide)
  }, [])

  // Browsers move the caret when the type changes: some of them at once, others with the next frame.
  const toggle = () => {
    const { selectionStart = null, selectionEnd = null } = field.current ?? {}
    setShown(!isShown)
    requestAnimationFrame(() => field.current?.setSelectionRange(selectionStart, selectionEnd))
  }

  return (
    <Field
      {...props}
      ref={field}
      type={isShown ? 'text' : 'password'}
      autoCapitalize="none"
      spellCheck={false}
      end={
        <button
          type="button"
          className="quiet icon-only"
          aria-label={isShown ? 'Hide password' : 'Show password'}
          onPointerDown={(event) => event.preventDefault()}
          // Keeps the focus in the field.
          onMouseDown={(event) => event.preventDefault()}
          onClick={toggle}
        >
          <Icon name={isShown ? 'eyeOff' : 'eye'} />
        </button>
      }
    />
  )
}
