import { MessengerError } from './errors.ts'
import { withLock } from './locks.ts'
import { parseJson, type StorageWithFallback } from './storage.ts'
import type { Api, MessengerLocks } from './types.ts'
import { createUuid } from './uuid.ts'

/*
 * Push messages reach a device while no page is open. The device subscribes with the push service of its browser, and registers
 * the subscription with the API.
 */

/** A subscription with the push service. */
export type PushDeviceSubscription = {
  endpoint: string
  /** base64url */
  keys: { p256dh: string; auth: string }
  /** The public key of the server that may send, base64url. */
  serverKey: string
  unsubscribe(): Promise<unknown>
}

/** What a device offers. In a browser: `registration.pushManager`. */
export type PushDevice = {
  find(): Promise<PushDeviceSubscription | undefined>
  /** Rejects if the person does not permit it, or the push service cannot be reached. */
  subscribe(serverKey: string): Promise<PushDeviceSubscription>
}

/** What the API was told last, from this device. */
type Registration = {
  uuid: string
  apiUrl: string
  userId: string
  endpoint: string
  showsText: boolean
  /** 0: the request has begun, and may have succeeded. */
  registeredAt: number
}

type Options = {
  api: Api
  apiUrl: string
  userId: string
  serverKey: string
  device: PushDevice
  /** The storage and the locks that all tabs share. */
  storage: StorageWithFallback
  locks: MessengerLocks | undefined
  now?: () => number
  random?: () => number
}

export type Push = {
  /** Also to be called at each start: it makes a request only if something is different, or a day has passed. */
  register(options: { showsText: boolean }): Promise<void>
  unregister(): Promise<void>
}

const name = 'cruddur.push'
const registerAgainAfterMs = 24 * 60 * 60_000

/** Ends the subscription of a device whose user has no session any more: nothing is sent to it from now on. */
export const endPush = async (device: PushDevice, storage: StorageWithFallback): Promise<void> => {
  storage.removeItem(name)
  await (await device.find())?.unsubscribe()
}

/** Registers a device for the push messages of a user. Everything that fails rejects with a MessengerError. */
export const createPush = ({ api, device, storage, locks, now = Date.now, ...options }: Options): Push => {
  const { apiUrl, userId, serverKey, random = Math.random } = options

  const read = (): Registration | undefined => {
    const value = parseJson(storage.getItem(name))
    return typeof Object(value).uuid === 'string' ? (value as Registration) : undefined
  }
  const readOwn = (): Registration | undefined => {
    const stored = read()
    return stored?.userId === userId && stored.apiUrl === apiUrl ? stored : undefined
  }
  const write = (registration: Registration) => storage.setItem(name, JSON.stringify(registration))

  /** One that was made for another server cannot be used. */
  const subscription = async (): Promise<PushDeviceSubscription> => {
    try {
      const found = await device.find()
      if (found?.serverKey === serverKey) return found
      await found?.unsubscribe()
      return await device.subscribe(serverKey)
    } catch {
      throw new MessengerError('push_unavailable')
    }
  }

  const register = async (showsText: boolean) => {
    const { endpoint, keys } = await subscription()
    const held = readOwn()
    const isSame = held?.endpoint === endpoint && held.showsText === showsText
    const age = now() - (held?.registeredAt ?? 0)
    if (isSame && age >= 0 && age < registerAgainAfterMs) return
    const uuid = held?.uuid ?? createUuid(now(), random)
    const registration = { uuid, apiUrl, userId, endpoint, showsText }
    // A request whose response is lost must not leave a subscription whose uuid is not known.
    if (!held) write({ ...registration, registeredAt: 0 })
    const path = { push_subscription_uuid: uuid }
    await api('PUT /api/push_subscriptions/{push_subscription_uuid}', {
      path,
      body: { endpoint, keys, shows_text: showsText },
    })
    write({ ...registration, registeredAt: now() })
  }

  const unregister = async () => {
    const own = readOwn()
    await endPush(device, storage).catch(() => {}) // the API is told, too
    if (!own) return
    await api('DELETE /api/push_subscriptions/{push_subscription_uuid}', {
      path: { push_subscription_uuid: own.uuid },
    })
  }

  const inOneTab = (work: () => Promise<void>) => withLock(locks, name, work)

  return {
    register: ({ showsText }) => inOneTab(() => register(showsText)),
    unregister: () => inOneTab(unregister),
  }
}
