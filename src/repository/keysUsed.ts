import { createCache } from '../cache.ts'
import { VisibleError } from '../domain/error.ts'
import type { Draft } from '../domain/message.ts'

// Helps a client that mixes up its keys, as far as this process remembers; no promise depends on it
// (docs/decisions/0007-safe-retry.md). By sender, so that nobody can use up the keys of others.
const groupOf = createCache<string>()

type Use = Pick<Draft, 'uuid' | 'groupUuid' | 'sender'>

const nameOf = ({ uuid, sender }: Use): string => `${sender.uuid} ${uuid}`

export const refuseKeyOfAnotherGroup = (use: Use) => {
  if ((groupOf.get(nameOf(use)) ?? use.groupUuid) !== use.groupUuid)
    throw new VisibleError('idempotency_key_reused')
}

export const rememberKey = (use: Use) => {
  groupOf.set(nameOf(use), use.groupUuid)
}
