import { type Export, exportFileName, stateOf } from './export.ts'
import type { Subscription } from './subscription.ts'
import type { ExportView, PushSubscriptionView } from './viewSchemas.ts'
import type { Links } from './views.ts'

export const timeOfSeconds = (seconds: number) => new Date(seconds * 1000).toISOString()

export const pushSubscriptionView = ({
  uuid,
  showsText,
  expiresAtSeconds,
}: Subscription): PushSubscriptionView => ({
  uuid,
  shows_text: showsText,
  expires_at: timeOfSeconds(expiresAtSeconds),
})

/** Its files once it is complete, with the links to their keys. */
export const exportView = (one: Export, links: Links, now: number): ExportView => {
  const state = stateOf(one, now)
  return {
    uuid: one.uuid,
    state,
    created_at: one.createdAt,
    expires_at: timeOfSeconds(one.expiresAtSeconds),
    files: one.files.flatMap(({ key, bytes }, index) => {
      const link = links.get(key)
      if (state !== 'ready' || !link) return []
      return [{ name: exportFileName(one, index), bytes, url: link.url, expires_at: link.expiresAt }]
    }),
  }
}
