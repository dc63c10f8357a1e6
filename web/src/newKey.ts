import { v7 as uuidv7 } from 'uuid'
import { findMessage } from './api.ts'
import { serverClock } from './clock.ts'
import { dropUnsent, isUnsent, keepUnsent } from './kept.ts'
import { withLock } from './lock.ts'
import { inbox, isBegun, tellConversation } from './mailbox.ts'
import { loadConfig } from './network.ts'
import { RequestError } from './requestError.ts'
import type { Unsent } from './state/conversation.ts'
import type { Message } from './types.ts'

/** The conversation's uuid; null if there is none yet, undefined if this tab cannot know that. */
const groupUuidOf = (id: string): string | null | undefined => {
  if (isBegun(id)) return id
  const { groups, isLoaded, next } = inbox.get()
  const group = groups.find(({ handle }) => handle === id.slice(1))
  return group?.uuid ?? (isLoaded && !next ? null : undefined)
}

// A new key that the server refuses as well is not replaced until the user presses "Try again".
const newKeys = new Set<string>()

export const allowNewKeys = (unsent: Unsent[]) => {
  for (const { uuid } of unsent) newKeys.delete(uuid)
}

/**
 * The server refuses idempotency keys that are more than a day old or were made by a wrong clock. Such a message gets a new
 * key, unless an earlier attempt stored it and only the response was lost: then this returns the stored message.
 */
export const replaceKey = (
  id: string,
  { uuid, code: _, ...unsent }: Unsent,
): Promise<{ groupUuid: string; message: Message } | undefined> =>
  // Two tabs may have the same unsent message: only one of them may give it a new key.
  withLock(`cruddur.key.${uuid}`, async () => {
    const groupUuid = groupUuidOf(id)
    if (groupUuid === undefined || newKeys.has(uuid)) throw new RequestError('idempotency_key_invalid', 400)
    await loadConfig() // sets the server clock
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
