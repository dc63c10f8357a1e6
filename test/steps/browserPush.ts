import { afterAll, beforeAll } from '@jest/globals'
import type { Page } from 'playwright-core'
import { withNotifications, workerOf } from './browserNotifications.ts'
import { eventually } from './processes.ts'
import { type Browser, type PushService, startPushService } from './pushService.ts'
import { itemsIn } from './table.ts'

/*
 * The headless browser of the tests has no push service. This replaces what belongs to the browser: the subscription of the
 * device, which all of its tabs share, and its connection to the push service.
 */

const pushManager = `{
  const bytesOf = (base64url) =>
    Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (byte) => byte.charCodeAt(0)).buffer
  const find = () => {
    const { endpoint, keys, serverKey } = JSON.parse(localStorage.pushSubscription ?? '{}')
    return endpoint ? {
      endpoint,
      options: { applicationServerKey: new Uint8Array(serverKey).buffer },
      getKey: (name) => bytesOf(keys[name]),
      unsubscribe: async () => delete localStorage.pushSubscription,
    } : null
  }
  PushManager.prototype.getSubscription = async () => find()
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly || window.isPushRefused) throw new DOMException('Registration failed', 'AbortError')
    const serverKey = [...applicationServerKey]
    localStorage.pushSubscription = JSON.stringify({ ...(await window.subscribeToPush()), serverKey })
    return find()
  }
}`

let service: PushService
const browsers = new Map<string, Browser>()

/** The push service of this test file, which accepts what the stack of the web suite sends. */
export const aPushService = () => {
  beforeAll(async () => {
    service = await startPushService(Number(new URL(process.env.WEB_PUSH_SERVICE ?? '').port))
    const config = (await (await fetch(`${process.env.WEB_URL}/config.json`)).json()) as { pushKey: string }
    service.accepts(config.pushKey)
  })
  afterAll(() => service.end())
}

const subscribe = () => {
  const browser = service.aBrowser()
  browsers.set(browser.subscription.endpoint, browser)
  return browser.subscription
}

/** Options of a window in a browser with notifications and a push service. */
export const withPush = (...permission: Parameters<typeof withNotifications>) => {
  const { prepare, ...options } = withNotifications(...permission)
  return {
    ...options,
    prepare: async (page: Page) => {
      await prepare(page)
      await page.context().exposeFunction('subscribeToPush', subscribe)
      await page.context().addInitScript(pushManager)
    },
  }
}

/** The endpoint of the device's subscription. */
export const endpointOf = async (page: Page): Promise<string | undefined> =>
  ((await page.evaluate('JSON.parse(localStorage.pushSubscription ?? "{}").endpoint')) as string | null) ??
  undefined

/** A push message arrives at the device, also if no page is open. */
export const receivesPush = async (page: Page, content: unknown) => {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  const worker = await workerOf(page)
  await worker.evaluate(`self.dispatchEvent(new PushEvent('push', { data: ${JSON.stringify(text)} }))`)
}

/** Waits until the server has sent a push message to this endpoint, and delivers it to the device. */
export const receivesPushFrom = async (page: Page, endpoint = '') => {
  const pushes = browsers.get(endpoint)?.pushes ?? []
  await eventually(
    async () => pushes.length,
    (count) => count > 0,
  )
  await receivesPush(page, pushes.shift()?.payload)
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

/** Waits until the server knows that the user looks at no page. */
export const isAway = ({ uuid }: { uuid: string }) =>
  eventually(
    () => itemsIn(`CON#${uuid}`),
    (items) => items.every(({ sk, is_away }) => is_away || String(sk).startsWith('push#')),
  )
