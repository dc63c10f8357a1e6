import { createHash } from 'node:crypto'
import webPush from 'web-push'
import type { PushKeys } from './domain/pushKeys.ts'
import { isPushEndpoint, type Subscription } from './domain/subscription.ts'
import type { PushPayload } from './domain/webPush.ts'
import { env } from './env.ts'

/* The only code that knows push services. The library encrypts and signs; it would follow no proxy or redirect of ours anyway. */

// Who opens the client later than that finds the message there.
const ttlSeconds = 120
const timeoutMs = 5000
const maxAttempts = 2

/** A push replaces one about the same conversation that the push service still holds. At most 32 characters of base64url. */
const topicOf = (groupUuid: string): string =>
  createHash('sha256').update(groupUuid).digest('base64url').slice(0, 32)

const post = async (url: string, init: RequestInit, attempt = 1): Promise<number> => {
  try {
    const response = await fetch(url, {
      ...init,
      method: 'POST',
      redirect: 'manual', // another host may be none of the known ones
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.body?.cancel()
    if (response.status < 500 || attempt >= maxAttempts) return response.status
  } catch (error) {
    if (attempt >= maxAttempts) throw error
  }
  return post(url, init, attempt + 1)
}

/** Sends a push to a browser, and returns the status with which its push service answers. */
export const sendPush = (
  { endpoint, keys: browserKeys }: Subscription,
  payload: PushPayload,
  { publicKey, privateKey, contact }: PushKeys,
): Promise<number> => {
  if (!isPushEndpoint(endpoint, env.pushServices)) throw new Error('The push service is not a known one.')
  const request = webPush.generateRequestDetails({ endpoint, keys: browserKeys }, JSON.stringify(payload), {
    vapidDetails: { subject: contact, publicKey, privateKey },
    TTL: ttlSeconds,
    urgency: 'high',
    topic: topicOf(payload.message_group_uuid),
    contentEncoding: webPush.supportedContentEncodings.AES_128_GCM,
  })
  const { 'Content-Length': _, ...headers } = request.headers as Record<string, string> // fetch sets it
  return post(endpoint, { headers, body: request.body })
}
