import type { Page, Worker } from 'playwright-core'
import { eventually } from './processes.ts'

/*
 * The headless browser of the tests refuses notifications, and all of its pages are visible. This replaces what belongs to the
 * browser: the permission, the visibility of pages, the notifications that it holds, and the number on an installed app.
 */

const browserOf = (permission: NotificationPermission, answer: NotificationPermission) => `{
  let permission = localStorage.permission ?? '${permission}'
  Object.defineProperty(Notification, 'permission', { get: () => permission })
  Notification.requestPermission = async () => {
    window.permissionRequests = (window.permissionRequests ?? 0) + 1
    if (permission === 'default') permission = localStorage.permission = '${answer}'
    return permission
  }
  navigator.setAppBadge = async (count) => { window.appBadge = count }
  navigator.clearAppBadge = () => navigator.setAppBadge(0)
  Object.defineProperty(document, 'visibilityState', { get: () => window.isHidden ? 'hidden' : 'visible' })
}`

type NotificationPermission = 'default' | 'granted' | 'denied'

/** Options of a window in a browser with this permission, and whose person answers the browser's question like this. */
export const withNotifications = (
  permission: NotificationPermission = 'granted',
  answer: NotificationPermission = 'granted',
) => ({
  serviceWorkers: 'allow' as const,
  prepare: (page: Page) => page.context().addInitScript(browserOf(permission, answer)),
})

const notificationsOfWorker = `{
  self.shown = new Map()
  self.shownLog = []
  self.registration.showNotification = async (title, { tag, body, data }) => {
    shown.set(tag, { title, tag, body, data, close: () => shown.delete(tag) })
    shownLog.push(title + ': ' + body)
  }
  self.registration.getNotifications = async ({ tag } = {}) =>
    [...shown.values()].filter((one) => tag === undefined || one.tag === tag)
  Object.defineProperty(WindowClient.prototype, 'visibilityState', { get: () => self.isVisible ? 'visible' : 'hidden' })
  self.isVisible = true
}`

const workers = new WeakMap<object, Worker>()

/** The service worker of the window's browser, once it is active. */
export const workerOf = async (page: Page): Promise<Worker> => {
  const context = page.context()
  const known = workers.get(context)
  if (known) return known
  await page.evaluate('navigator.serviceWorker.ready.then(() => {})')
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  await worker.evaluate(notificationsOfWorker)
  workers.set(context, worker)
  return worker
}

/** The person looks at all tabs of the window, or at none of them. */
export const setVisible = async (page: Page, isVisible: boolean) => {
  await (await workerOf(page)).evaluate(`self.isVisible = ${isVisible}`)
  for (const tab of page.context().pages())
    await tab.evaluate(
      `window.isHidden = ${!isVisible}; document.dispatchEvent(new Event('visibilitychange'))`,
    )
}

/** Waits until these notifications are open. */
export const showsNotifications = async (page: Page, ...expected: string[]) => {
  const worker = await workerOf(page)
  await eventually(
    () =>
      worker.evaluate(`[...shown.values()].map(({ title, body }) => title + ': ' + body)`) as Promise<
        string[]
      >,
    (shown) => JSON.stringify(shown) === JSON.stringify(expected),
  )
}

/** All that were shown, open or not. */
export const shownNotifications = async (page: Page) => (await workerOf(page)).evaluate('shownLog')

/** The person clicks on the notification of a conversation. */
export const clicksNotification = async (page: Page, groupUuid: string) =>
  (await workerOf(page)).evaluate(`{
    const click = new ExtendableEvent('notificationclick')
    click.notification = shown.get('${groupUuid}')
    self.dispatchEvent(click)
  }`)
