import { useToast } from '../components/Toast.tsx'
import * as texts from '../texts.ts'
import { notificationSettings } from './settings.ts'
import { turnOn } from './turnOn.ts'

/** The focus must not get lost with the bar. */
const focusHeading = () => document.querySelector<HTMLElement>('h1')?.focus()

/** Asks whether the person wants notifications, before the browser does. */
export const PermissionBar = () => {
  const showToast = useToast()
  return (
    <section className="permission-bar" aria-label={texts.notifications}>
      <p>{texts.askForNotifications}</p>
      <div>
        <button
          type="button"
          className="small primary"
          onClick={() => {
            turnOn(showToast)
            focusHeading()
          }}
        >
          {texts.turnOn}
        </button>
        <button
          type="button"
          className="small quiet"
          onClick={() => {
            notificationSettings.change({ isDeclined: true })
            focusHeading()
          }}
        >
          {texts.notNow}
        </button>
      </div>
    </section>
  )
}
