import type { ToWorker } from '../../worker/notifications.ts'

/** Removes what a user's session may have left outside of the page: also one that has ended while no page was open. */
export const clearNotifications = async () => {
  navigator.clearAppBadge?.()?.catch(() => {})
  const registration = await navigator.serviceWorker?.getRegistration()
  registration?.active?.postMessage({ type: 'closeNotifications' } satisfies ToWorker)
}
