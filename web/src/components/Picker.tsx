import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Group, Profile } from '../../../client/types.ts'
import { hasKeyboard, isComposing } from '../keyboard.ts'
import { pathOf } from '../paths.ts'
import { navigate } from '../router.tsx'
import * as texts from '../texts.ts'
import { CopyOwnLink } from './CopyOwnLink.tsx'
import { PathIcon } from './Icon.tsx'
import { ListItem } from './ListItem.tsx'
import { menuIcons } from './menuIcons.ts'
import { usePageDialog } from './PageDialogs.tsx'
import { SearchField } from './SearchField.tsx'
import { SearchStatus } from './SearchStatus.tsx'
import { useSearch } from './useSearch.ts'

const maxOptions = 20

type Option = Pick<Profile, 'display_name' | 'handle'> & { path: string; group?: Group }

/**
 * Picks a conversation or a person: recent conversations come first, then people without one. With an empty field, it lists
 * the most recent conversations.
 */
export const Picker = ({ onClose }: { onClose: () => void }) => {
  const openDialog = usePageDialog()
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const result = useSearch(query)
  const conversations: Option[] = result.matches
    .slice(0, maxOptions)
    .map((group) => ({ ...group, group, path: pathOf({ id: group.uuid }) }))
  const people: Option[] = result.people.map((person) => ({
    ...person,
    path: `/messages/new/${person.handle}`,
  }))
  const options = [...conversations, ...people]
  const index = Math.min(active, options.length - 1)

  useEffect(() => {
    list.current?.querySelectorAll('[role=option]')[index]?.scrollIntoView({ block: 'nearest' })
  }, [index])

  const choose = (path: string | undefined) => {
    if (!path) return
    flushSync(() => {
      onClose()
      navigate(path)
    })
    // A conversation that was open already does not take the focus by itself.
    if (hasKeyboard()) document.querySelector<HTMLElement>('.composer textarea')?.focus()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter') choose(options[index]?.path)
    else if (step) setActive((index + step + options.length) % Math.max(options.length, 1))
    else return
    event.preventDefault()
  }

  const toOption = ({ path, display_name, handle, group }: Option, position: number) => (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
    <div
      key={path}
      id={`${id}-${position}`}
      role="option"
      tabIndex={-1}
      aria-selected={position === index}
      className="row"
      onPointerMove={() => setActive(position)}
      onPointerDown={(event) => event.preventDefault()} // the focus stays in the field
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => choose(path)}
    >
      <ListItem
        name={display_name}
        handle={handle}
        {...(group && { group })}
        detail={
          <span className="handle">
            {handle ? `@${handle}` : texts.memberCount(group?.member_count ?? 0)}
          </span>
        }
      />
    </div>
  )

  return (
    <>
      <SearchField
        field={field}
        text={query}
        onText={(text) => {
          setQuery(text)
          setActive(0)
        }}
        type="text" // the browser would clear a search field on Escape, instead of closing the dialog
        data-autofocus
        role="combobox"
        aria-label={texts.nameOrHandle}
        placeholder={texts.nameOrHandle}
        aria-expanded={options.length > 0}
        aria-autocomplete="list"
        aria-controls={id}
        aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
        onKeyDown={onKeyDown}
      />
      <div className="found">
        <div ref={list} id={id} role="listbox" aria-label={texts.conversationsAndPeople}>
          {conversations.map(toOption)}
          {people.length > 0 && (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be in a listbox
            <div role="group" aria-label={texts.people}>
              <p className="section" aria-hidden="true">
                {texts.people}
              </p>
              {people.map((person, position) => toOption(person, conversations.length + position))}
            </div>
          )}
        </div>
        <SearchStatus query={query} result={result} />
      </div>
      <button type="button" className="new-group" onClick={() => openDialog('newGroup')}>
        <PathIcon path={menuIcons.people} />
        {texts.newGroup}
      </button>
      <div className="own-link">
        <p className="hint">{texts.cantFindSomeone}</p>
        <CopyOwnLink className="quiet" onClose={onClose} />
      </div>
    </>
  )
}
