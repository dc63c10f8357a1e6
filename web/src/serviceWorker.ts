const address = '/sw.js'

type TrustedTypes = {
  createPolicy: (
    name: string,
    rules: { createScriptURL: () => string },
  ) => { createScriptURL: (ignored: string) => string }
}

declare global {
  interface Window {
    trustedTypes?: TrustedTypes
  }
}

/** The only policy for trusted types returns the address of the service worker, whatever its input is. */
const trustedAddress = (): string =>
  window.trustedTypes
    ?.createPolicy('service-worker', { createScriptURL: () => address })
    .createScriptURL(address) ?? address

const idle = () =>
  new Promise<void>((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(() => resolve()))

const register = async (): Promise<ServiceWorkerRegistration | undefined> => {
  await idle()
  try {
    return await navigator.serviceWorker?.register(trustedAddress(), { updateViaCache: 'none' })
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
