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

/** Calls the listener with each message of a kind that the worker sends, until the returned function is called. */
export const onWorkerMessage = <Type extends FromWorker['type']>(
  type: Type,
  listener: (message: Extract<FromWorker, { type: Type }>) => void,
): (() => void) => {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined
  const onMessage = ({ data, ports }: MessageEvent<FromWorker>) => {
    if (data.type !== type) return
    ports[0]?.postMessage('received')
    listener(data as Extract<FromWorker, { type: Type }>)
  }
  container?.addEventListener('message', onMessage)
  return () => container?.removeEventListener('message', onMessage)
}
