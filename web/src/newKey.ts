import { v7 as uuidv7 } from 'uuid'
import { findMessage } from './api.ts'
import { serverClock } from './clock.ts'
import { Failure } from './failure.ts'
import { dropUnsent, isUnsent, keepUnsent } from './kept.ts'
import { withLock } from './lock.ts'
import { inbox, isBegun, tellConversation } from './mailbox.ts'
import { loadConfig } from './network.ts'
import type { Unsent } from './state/conversation.ts'
import type { Message } from './types.ts'

/** The conversation's uuid; null where there certainly is none yet, undefined where that cannot be told. */
const groupUuidOf = (id: string): string | null | undefined => {
  if (isBegun(id)) return id
  const { groups, isLoaded, next } = inbox.get()
  const group = groups.find(({ handle }) => handle === id.slice(1))
  return group?.uuid ?? (isLoaded && !next ? null : undefined)
}

// A new key that is refused as well is not replaced again, until the person tries again.
const newKeys = new Set<string>()

export const tryNewKeysAgain = (unsent: Unsent[]) => {
  for (const { uuid } of unsent) newKeys.delete(uuid)
}

/**
 * The server refuses keys that were made more than a day ago, or by a wrong clock. The message then gets a new one, unless
 * an earlier attempt, whose answer was lost, has stored it under the old one: then this answers the message.
 */
export const replaceKey = (
  id: string,
  { uuid, code: _, ...unsent }: Unsent,
): Promise<{ groupUuid: string; message: Message } | undefined> =>
  // Two tabs may hold the same message: only one of them gives it a new key.
  withLock(`cruddur.key.${uuid}`, async () => {
    const groupUuid = groupUuidOf(id)
    if (groupUuid === undefined || newKeys.has(uuid)) throw new Failure('idempotency_key_invalid', 400)
    await loadConfig() // sets the clock
    const message = groupUuid ? await findMessage(groupUuid, uuid) : undefined
    if (groupUuid && message) return { groupUuid, message }
    if (!isUnsent(id, uuid)) {
      tellConversation(id, { type: 'takenBack', uuid })
      return undefined
    }
    const renewed = { ...unsent, uuid: uuidv7({ msecs: serverClock.mint() }) }
    newKeys.add(renewed.uuid)
    keepUnsent(id, renewed)
    dropUnsent(id, uuid)
    tellConversation(id, { type: 'keyReplaced', uuid, message: renewed })
    return undefined
  })
