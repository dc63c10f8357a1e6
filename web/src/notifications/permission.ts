import { createStore } from '../../../client/store.ts'
import type { Store } from '../../../client/types.ts'
import { workerRegistration } from '../serviceWorker.ts'

/** `unsupported` also until it is known whether there is a service worker. */
export type Permission = NotificationPermission | 'unsupported'

const store = createStore<Permission>('unsupported')

const update = () => store.set(Notification.permission)

const watch = async () => {
  if (!('Notification' in window) || !(await workerRegistration())) return
  update()
  const status = await navigator.permissions?.query({ name: 'notifications' })
  if (status) status.onchange = update
}

watch().catch(() => {}) // a browser without this kind of permission

/** Whether the browser lets this page show notifications. */
export const permission: Store<Permission> = store

/** Also before it is known whether there is a service worker. */
export const isGranted = (): boolean => 'Notification' in window && Notification.permission === 'granted'

/** Only in response to a click: a browser may ignore other requests, and then never ask again. */
export const requestPermission = async (): Promise<Permission> => {
  await Notification.requestPermission()
  update()
  return store.get()
}
