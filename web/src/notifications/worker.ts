import type { FromWorker, ToWorker } from '../../worker/notifications.ts'
import { workerRegistration } from '../serviceWorker.ts'

/** Once its worker is active. A later build has another worker, in the same registration. */
let registration: ServiceWorkerRegistration | undefined

const activeRegistration = async () => {
  if (await workerRegistration()) registration = await navigator.serviceWorker.ready
  return registration
}

/** Nothing happens without a worker. At once if there is one, because the page may be about to end. */
export const tellWorker = (message: ToWorker) => {
  if (registration) registration.active?.postMessage(message)
  else activeRegistration().then((found) => found?.active?.postMessage(message))
}

/** Calls the listener when the person has clicked a notification, until the returned function is called. */
export const listenToWorker = (openConversation: (groupUuid: string) => void): (() => void) => {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined
  const onMessage = ({ data, ports }: MessageEvent<FromWorker>) => {
    if (data.type !== 'openConversation') return
    ports[0]?.postMessage('opened')
    openConversation(data.groupUuid)
  }
  container?.addEventListener('message', onMessage)
  return () => container?.removeEventListener('message', onMessage)
}
