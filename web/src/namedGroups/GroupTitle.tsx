import { type FormEvent, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import { Field } from '../components/Field.tsx'
import { errorMessage } from '../errorMessages.ts'
import { useMessenger } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { namedGroupsOf } from './namedGroupsOf.ts'
import { titleError } from './titleError.ts'

/** The title of a group, which every member can change. What the user has not touched follows the changes of others. */
export const GroupTitle = ({ groupUuid, title }: { groupUuid: string; title: string }) => {
  const messenger = useMessenger()
  const [typed, setTyped] = useState<string>()
  const [error, setError] = useState('')
  const [isSaving, setSaving] = useState(false)
  const [isSaved, setSaved] = useState(false)
  const value = typed ?? title
  const isChanged = value.trim() !== title

  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isSaving || !isChanged) return
    if (titleError(value)) return setError(titleError(value))
    setSaving(true)
    try {
      await namedGroupsOf(messenger).rename(groupUuid, value.trim())
      setTyped(undefined)
      setSaved(true)
    } catch (cause) {
      setError(errorMessage(messengerErrorOf(cause).code))
    } finally {
      setSaving(false)
    }
  }

  return (
    <form className="group-title" noValidate onSubmit={save}>
      <Field
        label={texts.groupTitle}
        name="title"
        autoComplete="off"
        value={value}
        error={error}
        hint={isSaved ? texts.saved : ''}
        onChange={({ target }) => {
          setTyped(target.value)
          setError('')
          setSaved(false)
        }}
      />
      <button type="submit" disabled={!isChanged && !isSaving} aria-disabled={isSaving}>
        {isSaving ? texts.saving : texts.save}
      </button>
    </form>
  )
}
