import { ECDH } from 'node:crypto'
import { VisibleError } from './error.ts'
import { isUuid } from './place.ts'

/* Web Push subscriptions of browsers (docs/decisions/0049-web-push.md). */

/** A browser that gets pushes for a user. */
export type Subscription = {
  userUuid: string
  /** Chosen by the browser. */
  uuid: string
  /** Where its push service takes messages for it. */
  endpoint: string
  /** With which messages to it are encrypted, in base64url. */
  keys: { p256dh: string; auth: string }
  /** Whether a push contains the text of the message. */
  showsText: boolean
  registeredAt: number
  expiresAtSeconds: number
}

export const subscriptionUuidFrom = (text = ''): string => {
  const uuid = text.toLowerCase()
  if (!isUuid(uuid)) throw new VisibleError('push_subscription_uuid_invalid')
  return uuid
}

const maxSubscriptions = 16

/** The subscriptions above the maximum for one user: those registered longest ago. */
export const surplusSubscriptions = (subscriptions: Subscription[]): Subscription[] =>
  subscriptions.toSorted((a, b) => b.registeredAt - a.registeredAt).slice(maxSubscriptions)

/** As long as a session. A browser whose session ends while it is closed gets no pushes for longer. */
const registeredSeconds = 30 * 24 * 60 * 60

export const expiryOf = (registeredAt: number): number => Math.floor(registeredAt / 1000) + registeredSeconds

export const isCurrent = ({ expiresAtSeconds }: Subscription, now: number): boolean =>
  expiresAtSeconds * 1000 > now

export const maxEndpointLength = 1024

/** A host includes the port, unless it is the default one. */
const isOnService = ({ protocol, host }: URL, service: string): boolean => {
  const [, serviceProtocol, wildcard, serviceHost = ''] = /^(https?:)\/\/(\*\.)?(.+)$/.exec(service) ?? []
  if (protocol !== serviceProtocol || !host.endsWith(serviceHost)) return false
  const subdomain = host.slice(0, -serviceHost.length)
  return wildcard ? /^([a-z\d-]+\.)+$/.test(subdomain) : subdomain === ''
}

/**
 * Whether this is the address of a known push service. The function that sends pushes requests no other address. `services` are
 * origins, separated by spaces, as in a content security policy: https://*.push.apple.com
 *
 * Another spelling of a URL is refused, because an endpoint belongs to one user, and is compared as text. Browsers use this one.
 */
export const isPushEndpoint = (endpoint: string, services: string): boolean => {
  const url = endpoint.length <= maxEndpointLength ? URL.parse(endpoint) : null
  if (!url || url.href !== endpoint) return false
  if (url.username !== '' || url.password !== '' || endpoint.includes('#')) return false
  return services.split(' ').some((service) => isOnService(url, service))
}

const hasLength = (base64url: string, bytes: number): boolean =>
  /^[\w-]+={0,2}$/.test(base64url) && Buffer.from(base64url, 'base64url').length === bytes

const isOnCurve = (key: Buffer): boolean => {
  try {
    ECDH.convertKey(key, 'prime256v1')
    return true
  } catch {
    return false
  }
}

const uncompressed = 4

/** A public key of the curve P-256, uncompressed. Nothing can be encrypted for another one. */
export const isPublicKey = (text: string): boolean => {
  const key = Buffer.from(text, 'base64url')
  return hasLength(text, 65) && key[0] === uncompressed && isOnCurve(key)
}

export const isAuthSecret = (text: string): boolean => hasLength(text, 16)
