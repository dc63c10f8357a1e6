import type { FromWorker, ToWorker } from '../../worker/notifications.ts'
import { workerRegistration } from '../serviceWorker.ts'

let worker: ServiceWorker | undefined

const activeWorker = async () => {
  if (!(await workerRegistration())) return
  worker = (await navigator.serviceWorker.ready).active ?? undefined
  return worker
}

/** Nothing happens without a worker. At once if it is known, because the page may be about to end. */
export const tellWorker = (message: ToWorker) => {
  if (worker) worker.postMessage(message)
  else activeWorker().then((found) => found?.postMessage(message))
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
