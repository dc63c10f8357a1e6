import { type FormEvent, useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Profile } from '../../../client/types.ts'
import { Field } from '../components/Field.tsx'
import { Icon } from '../components/Icon.tsx'
import { hasKeyboard } from '../keyboard.ts'
import { useMessenger } from '../messengerContext.tsx'
import { pathOf } from '../paths.ts'
import { navigate } from '../router.tsx'
import * as texts from '../texts.ts'
import { addError } from './addError.ts'
import { namedGroupsOf } from './namedGroupsOf.ts'
import { PeopleField } from './PeopleField.tsx'
import { titleError } from './titleError.ts'

type ChosenProps = { people: readonly Profile[]; onRemove: (person: Profile) => void }

const Chosen = ({ people, onRemove }: ChosenProps) => (
  <ul className="chosen" aria-label={texts.chosenPeople}>
    {people.map((person) => (
      <li key={person.uuid}>
        <button
          type="button"
          className="small"
          aria-label={texts.removeFromChoice(person.display_name)}
          onClick={() => onRemove(person)}
        >
          <bdi>{person.display_name}</bdi>
          <Icon name="close" />
        </button>
      </li>
    ))}
  </ul>
)

/** Who of the chosen people an error is about. */
const personIn = (error: unknown, people: readonly Profile[]): Profile | undefined => {
  const [, index] = /^user_uuids\[(\d+)\]$/.exec(messengerErrorOf(error).field ?? '') ?? []
  return index === undefined ? undefined : people[Number(index)]
}

/** Creates a group of the people whom the user chooses, and opens it. */
export const NewGroup = ({ onClose }: { onClose: () => void }) => {
  const messenger = useMessenger()
  const [people, setPeople] = useState<readonly Profile[]>([])
  const [title, setTitle] = useState('')
  const [isCreating, setCreating] = useState(false)
  const [error, setError] = useState({ field: '', text: '' })
  const excluded = useMemo(() => people.map(({ uuid }) => uuid), [people])

  const choose = (next: readonly Profile[]) => {
    setPeople(next)
    setError({ field: '', text: '' })
  }

  const open = (uuid: string) => {
    flushSync(() => {
      onClose()
      navigate(pathOf({ id: uuid }))
    })
    if (hasKeyboard()) document.querySelector<HTMLElement>('.composer textarea')?.focus()
  }

  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isCreating) return
    const form = event.currentTarget
    const refuse = (field: string, text: string) => {
      setError({ field, text })
      const selector = field ? `[name=${field}]` : '[role=combobox]'
      form.querySelector<HTMLElement>(selector)?.focus()
    }
    if (people.length === 0) return refuse('', texts.peopleMissing)
    if (titleError(title)) return refuse('title', titleError(title))
    setError({ field: '', text: '' })
    setCreating(true)
    try {
      open(await namedGroupsOf(messenger).create({ title: title.trim(), userUuids: excluded }))
    } catch (cause) {
      setCreating(false)
      setError({ field: '', text: addError(cause, personIn(cause, people)?.display_name) })
    }
  }

  return (
    <form className="form" noValidate onSubmit={create}>
      {people.length > 0 && (
        <Chosen people={people} onRemove={(person) => choose(people.filter((one) => one !== person))} />
      )}
      <PeopleField
        label={texts.addPeople}
        excluded={excluded}
        hasAutofocus
        onChoose={(person) => choose([...people, person])}
        onRemoveLast={() => choose(people.slice(0, -1))}
      />
      <Field
        label={texts.groupTitle}
        name="title"
        autoComplete="off"
        value={title}
        error={error.field === 'title' ? error.text : ''}
        onChange={({ target }) => {
          setTitle(target.value)
          setError({ field: '', text: '' })
        }}
      />
      <p className="error" role="alert">
        {!error.field && error.text}
      </p>
      <div className="actions">
        {/* Not disabled while it is busy, because it would lose the focus. */}
        <button type="submit" className="primary" aria-disabled={isCreating}>
          {isCreating ? texts.creating : texts.createGroup}
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </form>
  )
}
