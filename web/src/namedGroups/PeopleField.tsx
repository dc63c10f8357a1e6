import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { Profile } from '../../../client/types.ts'
import { ListItem } from '../components/ListItem.tsx'
import { SearchField } from '../components/SearchField.tsx'
import { WithName } from '../components/WithName.tsx'
import { isComposing } from '../keyboard.ts'
import * as texts from '../texts.ts'
import { usePeopleToAdd } from './usePeopleToAdd.ts'

type Props = {
  label: string
  /** The uuids of people who are not offered. */
  excluded: readonly string[]
  onChoose: (person: Profile) => void
  /** Backspace in the empty field. */
  onRemoveLast?: () => void
  hasAutofocus?: boolean
}

/** Finds people as one types. With an empty field, it lists those with whom the user has talked last. */
export const PeopleField = ({ label, excluded, onChoose, onRemoveLast, hasAutofocus }: Props) => {
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const { options, isSearching } = usePeopleToAdd(query, excluded)
  const index = Math.min(active, options.length - 1)
  const isQuery = query.trim() !== ''
  const isFinished = isQuery && !isSearching

  useEffect(() => {
    list.current?.querySelectorAll('[role=option]')[index]?.scrollIntoView({ block: 'nearest' })
  }, [index])

  const setText = (text: string) => {
    setQuery(text)
    setActive(0)
  }

  const choose = (person: Profile | undefined) => {
    if (!person) return
    onChoose(person)
    setText('')
    field.current?.focus()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter') choose(options[index])
    else if (step) setActive((index + step + options.length) % Math.max(options.length, 1))
    else if (event.key === 'Backspace' && query === '' && onRemoveLast) onRemoveLast()
    else return
    event.preventDefault()
  }

  return (
    <div className="people-field">
      <SearchField
        field={field}
        text={query}
        onText={setText}
        type="text" // the browser would clear a search field on Escape, instead of closing the dialog
        data-autofocus={hasAutofocus || undefined}
        role="combobox"
        aria-label={label}
        placeholder={texts.nameOrHandle}
        aria-expanded={options.length > 0}
        aria-autocomplete="list"
        aria-controls={id}
        aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
        onKeyDown={onKeyDown}
      />
      <div className="found">
        <div ref={list} id={id} role="listbox" aria-label={texts.people}>
          {options.map((person, position) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
            <div
              key={person.uuid}
              id={`${id}-${position}`}
              role="option"
              tabIndex={-1}
              aria-selected={position === index}
              className="row"
              onPointerMove={() => setActive(position)}
              onPointerDown={(event) => event.preventDefault()} // the focus stays in the field
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(person)}
            >
              <ListItem
                name={person.display_name}
                handle={person.handle}
                detail={<span className="handle">@{person.handle}</span>}
              />
            </div>
          ))}
        </div>
      </div>
      <p className="hint" role="status">
        {isFinished && options.length > 0 && (
          <span className="visually-hidden">{texts.results(options.length)}</span>
        )}
        {isFinished && options.length === 0 && <WithName text={texts.noResults} name={query.trim()} />}
      </p>
    </div>
  )
}
