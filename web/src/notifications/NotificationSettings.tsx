import { useToast } from '../components/Toast.tsx'
import { errorMessage } from '../errorMessages.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { permission } from './permission.ts'
import { followSettings, pushState, setPush } from './push.ts'
import { needsHomeScreen } from './pushSupport.ts'
import { notificationSettings } from './settings.ts'
import { turnOn } from './turnOn.ts'
import { tellWorker } from './worker.ts'

type ChoiceProps = {
  id: string
  text: string
  hint: string
  isChecked: boolean
  isDisabled: boolean
  isBusy?: boolean
  onChange: (isChecked: boolean) => void
}

const Choice = ({ id, text, hint, isChecked, isDisabled, isBusy, onChange }: ChoiceProps) => (
  <label className="choice">
    <input
      type="checkbox"
      checked={isChecked}
      disabled={isDisabled}
      aria-labelledby={id}
      aria-describedby={`${id}-hint`}
      aria-busy={isBusy || undefined}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
    <span>
      <span id={id}>{text}</span>
      <span id={`${id}-hint`} className="hint">
        {hint}
      </span>
    </span>
  </label>
)

/** What this device notifies of. */
export const NotificationSettings = () => {
  const showToast = useToast()
  const state = useStore(permission)
  const { isOff, hidesText, whenClosed } = useStore(notificationSettings)
  const { isSupported, isChanging, code } = useStore(pushState)
  const isOn = state === 'granted' && !isOff

  const turnOff = () => {
    notificationSettings.change({ isOff: true })
    tellWorker({ type: 'closeNotifications' })
    followSettings()
  }

  const setHidesText = (isHidden: boolean) => {
    notificationSettings.change({ hidesText: isHidden })
    if (isHidden) tellWorker({ type: 'closeNotifications' }) // they show the text
    followSettings()
  }

  return (
    <section className="notification-settings" aria-labelledby="notifications">
      <h3 id="notifications">{texts.notifications}</h3>
      {state === 'unsupported' && (
        <p className="hint">{needsHomeScreen(navigator) ? texts.addToHomeScreen : texts.noNotifications}</p>
      )}
      {state === 'denied' && <p className="hint">{texts.allowNotifications}</p>}
      {(state === 'granted' || state === 'default') && (
        <>
          <Choice
            id="notify"
            text={texts.notifyMe}
            hint={texts.notifyMeHint}
            isChecked={isOn}
            isDisabled={false}
            onChange={(isChecked) => (isChecked ? turnOn(showToast).then(followSettings) : turnOff())}
          />
          {isSupported && (
            <Choice
              id="notify-when-closed"
              text={texts.notifyWhenClosed}
              hint={texts.notifyWhenClosedHint}
              isChecked={isOn && whenClosed}
              isDisabled={!isOn}
              isBusy={isChanging}
              onChange={setPush}
            />
          )}
          <Choice
            id="notification-text"
            text={texts.showTextInNotifications}
            hint={texts.showTextInNotificationsHint}
            isChecked={!hidesText}
            isDisabled={!isOn}
            onChange={(isChecked) => setHidesText(!isChecked)}
          />
          <p className="error" role="alert">
            {code && errorMessage(code)}
          </p>
        </>
      )}
    </section>
  )
}
