import { watchSession } from '../account/watchSession.ts'
import { startPush } from '../notifications/startPush.ts'
import type { Services } from '../services.ts'
import { workerRegistration } from '../serviceWorker.ts'
import { listenToKeys } from './listenToKeys.ts'
import type { Page } from './usePage.ts'

/** What belongs to no part of the page. It ends when the returned function is called. */
export const startLater = ({ services, ...page }: Page & { services: Services }): (() => void) => {
  workerRegistration()
  const { messenger } = page
  const stops = [listenToKeys(page), watchSession(messenger, services), startPush(messenger, services)]
  return () => {
    for (const stop of stops) stop()
  }
}
