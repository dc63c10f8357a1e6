import { type FormEvent, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Me } from '../../../client/types.ts'
import { errorMessage } from '../errorMessages.ts'
import { hasKeyboard } from '../keyboard.ts'
import { useMessenger } from '../messengerContext.tsx'
import { nameError } from '../nameError.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { Field } from './Field.tsx'
import { FormErrorContext, findField, noFormError } from './formError.ts'

type Names = { name: string; handle: string }

const handleError = (handle: string): string => (/^\w{1,30}$/.test(handle) ? '' : texts.handleError)

const namesOf = (me: Me | undefined): Names => ({ name: me?.display_name ?? '', handle: me?.handle ?? '' })

/** Only what is different: another request for the same names would count as a change. */
const changeOf = (before: Names, { name, handle }: Names) => ({
  ...(name !== before.name && { display_name: name }),
  ...(handle !== before.handle && { handle }),
})

/** Changes the name and the handle of the user. What they have not touched follows changes on other devices. */
export const ProfileForm = () => {
  const messenger = useMessenger()
  const current = namesOf(useStore(messenger.status, ({ me }) => me))
  const [typed, setTyped] = useState<Partial<Names>>({})
  const [error, setError] = useState(noFormError)
  const [isSaving, setSaving] = useState(false)
  const [isSaved, setSaved] = useState(false)
  const values = { ...current, ...typed }

  const refuse = (form: HTMLFormElement, code: string, text: string) => {
    const field = findField(form, code)
    setError({ field: field?.name ?? '', text })
    field?.focus()
  }

  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    if (isSaving) return
    const name = values.name.trim()
    const handle = values.handle.trim().replace(/^@/, '').toLowerCase()
    if (nameError(name)) return refuse(form, 'display_name_invalid', nameError(name))
    if (handleError(handle)) return refuse(form, 'handle_invalid', handleError(handle))
    setError(noFormError)
    setSaving(true)
    try {
      const change = changeOf(current, { name, handle })
      if (Object.keys(change).length > 0) await messenger.updateMe(change)
      setTyped({})
      setSaved(true)
    } catch (cause) {
      const { code } = messengerErrorOf(cause)
      refuse(form, code, errorMessage(code))
    } finally {
      setSaving(false)
    }
  }

  const onChange = ({ target: { name, value } }: { target: HTMLInputElement }) => {
    setTyped({ ...typed, [name]: value })
    setSaved(false)
    if (name === error.field || !error.field) setError(noFormError) // it is about the text before
  }

  return (
    <form className="form profile-form" noValidate onSubmit={save}>
      <FormErrorContext value={error}>
        <Field
          label={texts.name}
          name="name"
          autoComplete="name"
          data-autofocus={hasKeyboard() || undefined}
          hint={texts.nameHint}
          value={values.name}
          onChange={onChange}
        />
        <Field
          label={texts.handle}
          name="handle"
          autoComplete="nickname"
          autoCapitalize="none"
          spellCheck={false}
          hint={texts.handleHint}
          value={values.handle}
          onChange={onChange}
        />
      </FormErrorContext>
      <p className="error" role="alert">
        {!error.field && error.text}
      </p>
      <div className="actions">
        {/* Not disabled while it is busy, because it would lose the focus. */}
        <button type="submit" className="primary" aria-disabled={isSaving}>
          {isSaving ? texts.saving : texts.save}
        </button>
        <span className="hint" role="status">
          {isSaved && texts.saved}
        </span>
      </div>
    </form>
  )
}
