import { createNamedGroups } from '../../../client/namedGroups.ts'
import type { Messenger, NamedGroups } from '../../../client/types.ts'

const byMessenger = new WeakMap<Messenger, NamedGroups>()

/** The named groups of a messenger: the same object each time, because it keeps idempotency keys. */
export const namedGroupsOf = (messenger: Messenger): NamedGroups => {
  const groups = byMessenger.get(messenger) ?? createNamedGroups(messenger)
  byMessenger.set(messenger, groups)
  return groups
}
