import { useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Me } from '../../../client/types.ts'
import { errorMessage } from '../errorMessages.ts'
import { useMessenger } from '../messengerContext.tsx'
import { NotificationSettings } from '../notifications/NotificationSettings.tsx'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { BlockedPeople } from './BlockedPeople.tsx'
import { ProfileForm } from './ProfileForm.tsx'

const choices: { value: Me['strangers']; text: string; hint: string }[] = [
  { value: 'inbox', text: texts.everybodyCanWrite, hint: texts.everybodyCanWriteHint },
  { value: 'requests', text: texts.requestsFirst, hint: texts.requestsFirstHint },
  { value: 'nobody', text: texts.nobodyCanWrite, hint: texts.nobodyCanWriteHint },
]

export const SettingsForm = () => {
  const messenger = useMessenger()
  const chosen = useStore(messenger.status, ({ me }) => me?.strangers)
  const [error, setError] = useState('')

  const choose = (strangers: Me['strangers']) => {
    setError('')
    messenger.updateMe({ strangers }).catch((cause) => setError(errorMessage(messengerErrorOf(cause).code)))
  }

  return (
    <>
      <ProfileForm />
      <fieldset>
        <legend>{texts.whoCanWrite}</legend>
        {choices.map(({ value, text, hint }) => (
          <label key={value} className="choice">
            <input
              type="radio"
              name="strangers"
              checked={chosen === value}
              aria-labelledby={`strangers-${value}`}
              aria-describedby={`strangers-${value}-hint`}
              onChange={() => choose(value)}
            />
            <span>
              <span id={`strangers-${value}`}>{text}</span>
              <span id={`strangers-${value}-hint`} className="hint">
                {hint}
              </span>
            </span>
          </label>
        ))}
        <p className="error" role="alert">
          {error}
        </p>
      </fieldset>
      <NotificationSettings />
      <BlockedPeople />
    </>
  )
}
