import { createHash } from 'node:crypto'
import webPush from 'web-push'
import type { PushKeys } from './domain/pushKeys.ts'
import { isPushEndpoint, type Subscription } from './domain/subscription.ts'
import type { PushPayload } from './domain/webPush.ts'
import { env } from './env.ts'

/* The only code that knows push services. The library encrypts and signs, and fetch sends: the library sends with https only. */

// Who opens the client later than that finds the message there.
const ttlSeconds = 120
// For both attempts together: a push service that does not answer must not use up the time for the other browsers.
const timeoutMs = 5000

const { AES_128_GCM } = webPush.supportedContentEncodings

/** A push replaces one about the same conversation that the push service still holds. At most 32 characters of base64url. */
const topicOf = (groupUuid: string): string =>
  createHash('sha256').update(groupUuid).digest('base64url').slice(0, 32)

/** Returns the status. */
const post = async (url: string, request: RequestInit): Promise<number> => {
  const response = await fetch(url, { ...request, method: 'POST', redirect: 'manual' }) // to no unknown host
  await response.body?.cancel()
  return response.status
}

/** Repeats the request once after a failure of the network or of the service. */
const postAgain = async (url: string, request: RequestInit): Promise<number> => {
  const status = await post(url, request).catch(() => undefined)
  return status === undefined || status >= 500 ? post(url, request) : status
}

/** Sends a push to a browser, and returns the status with which its push service answers. */
export const sendPush = async (
  { endpoint, keys: { p256dh, auth } }: Subscription,
  payload: PushPayload,
  { publicKey, privateKey, contact }: PushKeys,
): Promise<number> => {
  if (!isPushEndpoint(endpoint, env.pushServices)) throw new Error('The push service is not a known one.')
  const { cipherText } = webPush.encrypt(p256dh, auth, JSON.stringify(payload), AES_128_GCM)
  const audience = new URL(endpoint).origin
  return postAgain(endpoint, {
    body: cipherText,
    headers: {
      ...webPush.getVapidHeaders(audience, contact, publicKey, privateKey, AES_128_GCM),
      TTL: String(ttlSeconds),
      Urgency: 'high',
      Topic: topicOf(payload.message_group_uuid),
      'Content-Encoding': AES_128_GCM,
      'Content-Type': 'application/octet-stream',
    },
    signal: AbortSignal.timeout(timeoutMs),
  })
}
