import type { OutboxItem, UploadState } from '../../../client/types.ts'

/** The part of the message's files that was sent, from 0 to 1. They are sent in their order. */
export const shareOf = (
  attachments: NonNullable<OutboxItem['attachments']>,
  uploads: ReadonlyMap<string, UploadState>,
): number => {
  const current = attachments.findIndex(({ id }) => uploads.has(id))
  const total = attachments.reduce((sum, { bytes }) => sum + bytes, 0)
  const before = attachments.slice(0, Math.max(current, 0)).reduce((sum, { bytes }) => sum + bytes, 0)
  const { id = '', bytes = 0 } = attachments[current] ?? {}
  const state = uploads.get(id)
  const sent = state?.name === 'uploading' ? state.sent : 0
  return total === 0 ? 0 : (before + sent * bytes) / total
}
