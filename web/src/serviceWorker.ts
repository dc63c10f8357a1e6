import { trustedAddress } from './trustedScripts.ts'

const idle = () =>
  new Promise<void>((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(() => resolve()))

const register = async (): Promise<ServiceWorkerRegistration | undefined> => {
  await idle()
  try {
    return await navigator.serviceWorker?.register(trustedAddress('serviceWorker'), {
      updateViaCache: 'none',
    })
  } catch {
    return undefined // the browser blocks it
  }
}

let registration: Promise<ServiceWorkerRegistration | undefined> | undefined

/** Registers the service worker, unless that is done. Undefined where there is none. */
export const workerRegistration = (): Promise<ServiceWorkerRegistration | undefined> => {
  registration ??= register()
  return registration
}
