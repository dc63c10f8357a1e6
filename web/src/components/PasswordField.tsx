import { type ComponentProps, useEffect, useRef, useState } from 'react'
import * as texts from '../texts.ts'
import { Field } from './Field.tsx'
import { PathIcon } from './Icon.tsx'

const icons = {
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12ZM12 9.200a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600Z',
  eyeOff:
    'M4 4l16 16M9.500 5.800A9 9 0 0 1 12 5.500c6 0 9.500 6.500 9.500 6.500a16 16 0 0 1-2.800 3.500M6.500 7.800A15 15 0 0 0 2.500 12s3.500 6.500 9.500 6.500a9 9 0 0 0 4-.9M10 10a2.800 2.800 0 0 0 4 4',
}

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
          aria-label={isShown ? texts.hidePassword : texts.showPassword}
          onPointerDown={(event) => event.preventDefault()}
          // Keeps the focus in the field.
          onMouseDown={(event) => event.preventDefault()}
          onClick={toggle}
        >
          <PathIcon path={isShown ? icons.eyeOff : icons.eye} />
        </button>
      }
    />
  )
}
