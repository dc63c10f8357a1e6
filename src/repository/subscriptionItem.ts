import type { Subscription } from '../domain/subscription.ts'
import { subscriptionKey, subscriptionUuidIn } from './keys.ts'

export const subscriptionItem = (subscription: Subscription) => ({
  ...subscriptionKey(subscription.userUuid, subscription.uuid),
  endpoint: subscription.endpoint,
  p256dh: subscription.keys.p256dh,
  auth: subscription.keys.auth,
  hides_text: subscription.showsText ? undefined : true,
  registered_at: new Date(subscription.registeredAt).toISOString(),
  expires_at: subscription.expiresAtSeconds,
})

export const subscriptionOf = (userUuid: string, item: Record<string, unknown>): Subscription => {
  const row = item as ReturnType<typeof subscriptionItem>
  return {
    userUuid,
    uuid: subscriptionUuidIn(row.sk) ?? '',
    endpoint: row.endpoint,
    keys: { p256dh: row.p256dh, auth: row.auth },
    showsText: row.hides_text !== true,
    registeredAt: Date.parse(row.registered_at),
    expiresAtSeconds: row.expires_at,
  }
}
