import { VisibleError } from '../domain/error.ts'

// A courtesy to a client that mixes up its keys, as far as this process remembers; no promise rests on it
// (docs/decisions/0007-safe-retry.md).
const mostRemembered = 10_000
const groupOf = new Map<string, string>()

export const refuseKeyOfAnotherGroup = (uuid: string, groupUuid: string) => {
  if ((groupOf.get(uuid) ?? groupUuid) !== groupUuid) throw new VisibleError('idempotency_key_reused')
}

export const rememberKey = (uuid: string, groupUuid: string) => {
  if (groupOf.size >= mostRemembered) groupOf.clear()
  groupOf.set(uuid, groupUuid)
}
