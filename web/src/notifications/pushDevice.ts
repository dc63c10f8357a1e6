import type { PushDevice, PushDeviceSubscription } from '../../../client/push.ts'

const base64url = (bytes: ArrayBuffer | null): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

// Not every browser accepts the text itself.
const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (byte) => byte.charCodeAt(0))

const described = (subscription: PushSubscription): PushDeviceSubscription => ({
  endpoint: subscription.endpoint,
  keys: {
    p256dh: base64url(subscription.getKey('p256dh')),
    auth: base64url(subscription.getKey('auth')),
  },
  serverKey: base64url(subscription.options.applicationServerKey),
  unsubscribe: () => subscription.unsubscribe(),
})

/** The push messages of a service worker's registration. */
export const pushDeviceOf = ({ pushManager }: ServiceWorkerRegistration): PushDevice => ({
  find: async () => {
    const found = await pushManager.getSubscription()
    return found ? described(found) : undefined
  },
  subscribe: async (serverKey) =>
    described(
      await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(serverKey) }),
    ),
})
