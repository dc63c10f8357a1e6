import type { ToWorker } from '../../worker/notifications.ts'
import type { Services } from '../services.ts'
import { forgetPush } from './forgetPush.ts'

/** Removes what a user's session may have left outside of the page: also one that has ended while no page was open. */
export const clearNotifications = async (services: Services) => {
  navigator.clearAppBadge?.()?.catch(() => {})
  const registration = await navigator.serviceWorker?.getRegistration()
  registration?.active?.postMessage({ type: 'closeNotifications' } satisfies ToWorker)
  await forgetPush(services)
}
