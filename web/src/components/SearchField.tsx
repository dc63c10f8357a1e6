import type { InputHTMLAttributes, RefObject } from 'react'
import * as texts from '../texts.ts'
import { Icon } from './Icon.tsx'

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'> & {
  field: RefObject<HTMLInputElement | null>
  text: string
  onText: (text: string) => void
}

/** A text field for searching, with a button that clears it. */
export const SearchField = ({ field, text, onText, ...rest }: Props) => (
  <div className="search-field">
    <Icon name="search" />
    <input
      ref={field}
      type="search"
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      maxLength={60}
      value={text}
      onChange={(event) => onText(event.target.value)}
      {...rest}
    />
    {text && (
      <button
        type="button"
        className="quiet icon-only"
        aria-label={texts.clearSearch}
        onClick={() => {
          onText('')
          field.current?.focus()
        }}
      >
        <Icon name="close" />
      </button>
    )}
  </div>
)
