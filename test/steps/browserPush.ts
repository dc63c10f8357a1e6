import type { Page } from 'playwright-core'
import { withNotifications, workerOf } from './browserNotifications.ts'
import { eventually } from './processes.ts'

/*
 * The headless browser of the tests has no push service. This replaces what belongs to the browser: the subscription of the
 * device, which all of its tabs share, and the push messages that arrive.
 */

const pushManager = `{
  const bytesOf = (values) => new Uint8Array(values).buffer
  const find = () => {
    const stored = JSON.parse(localStorage.pushSubscription ?? 'null')
    return stored && {
      endpoint: stored.endpoint,
      options: { applicationServerKey: bytesOf(stored.serverKey) },
      getKey: (name) => bytesOf(stored[name]),
      unsubscribe: async () => delete localStorage.pushSubscription,
    }
  }
  PushManager.prototype.getSubscription = async () => find()
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly || window.isPushRefused) throw new DOMException('Registration failed', 'AbortError')
    const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
    localStorage.pushSubscription = JSON.stringify({
      endpoint: 'https://fcm.googleapis.com/fcm/send/' + crypto.randomUUID(),
      serverKey: [...applicationServerKey],
      p256dh: [...new Uint8Array(await crypto.subtle.exportKey('raw', publicKey))],
      auth: [...crypto.getRandomValues(new Uint8Array(16))],
    })
    return find()
  }
}`

/** Options of a window in a browser with notifications and a push service. */
export const withPush = (...permission: Parameters<typeof withNotifications>) => {
  const { prepare, ...options } = withNotifications(...permission)
  return {
    ...options,
    prepare: async (page: Page) => {
      await prepare(page)
      await page.context().addInitScript(pushManager)
    },
  }
}

/** The endpoint of the device's subscription. */
export const endpointOf = async (page: Page): Promise<string | undefined> =>
  ((await page.evaluate('JSON.parse(localStorage.pushSubscription ?? "{}").endpoint')) as string | null) ??
  undefined

/** A push message arrives, also if no page is open. */
export const receivesPush = async (page: Page, content: unknown) => {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  const worker = await workerOf(page)
  await worker.evaluate(`self.dispatchEvent(new PushEvent('push', { data: ${JSON.stringify(text)} }))`)
}

type RegistrationRequest = { method: string; url: string; status: number; body: unknown }

/** Collects the requests that register this device, or end that. */
export const registrationsOf = (page: Page): (() => RegistrationRequest[]) => {
  const requests: RegistrationRequest[] = []
  page.on('response', (response) => {
    const request = response.request()
    const isOne = request.url().includes('/api/push_subscriptions/') && request.method() !== 'OPTIONS'
    if (!isOne) return
    const [method, url, status] = [request.method(), request.url(), response.status()]
    requests.push({ method, url, status, body: request.postDataJSON() })
  })
  return () => requests
}

/** Waits until the API has registered this device. */
export const isRegistered = (page: Page) =>
  eventually(
    () => page.evaluate(`JSON.parse(localStorage.getItem('cruddur.push') ?? '{}').registeredAt > 0`),
    Boolean,
  )
