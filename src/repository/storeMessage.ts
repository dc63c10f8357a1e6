import { VisibleError } from '../domain/error.ts'
import type { Draft, Message } from '../domain/message.ts'
import { firstPlaceOf, isFresh, placeOf, quietUntil } from '../domain/place.ts'
import { refuseKeyOfAnotherGroup, rememberKey } from './keysUsed.ts'
import { getItem, isPointer, messageOf, pointerItem, putMessage } from './messages.ts'
import { putIfAbsent } from './writes.ts'

/**
 * Stores a message once, however many attempts race, stall or crash: docs/decisions/0007-safe-retry.md.
 * From the first place of its uuid leads a chain whose every link is written once: pointers, and at its end the message.
 * Shortly after the message that its sender's row shows, it is quiet.
 */
export const storeMessage = async (
  draft: Draft,
  clock: () => number,
  lastPlace?: string,
): Promise<Message> => {
  refuseKeyOfAnotherGroup(draft)
  const message = await walkToItsPlace(draft, clock, lastPlace && quietUntil(lastPlace))
  rememberKey(draft)
  return message
}

// Every link beyond the second is an attempt that stalled or failed: a key has not so many in its 24 hours.
const maxLinks = 200

const walkToItsPlace = async (draft: Draft, clock: () => number, quietBefore = ''): Promise<Message> => {
  const seen = new Set<string>()
  let now = 0
  for (let place = firstPlaceOf(draft.uuid) ?? ''; seen.size < maxLinks; ) {
    seen.add(place)
    now = Math.max(now, clock())
    if (isFresh(place, now)) {
      const message = { ...draft, place, ...(place < quietBefore ? { isQuiet: true } : {}) }
      if (await putMessage(message)) return message
    } else {
      while (seen.has(placeOf(now, draft.uuid))) now += 1 // a chain that bit its tail would have no end
      const next = placeOf(now, draft.uuid)
      if (await putIfAbsent(pointerItem(draft.groupUuid, place, next))) {
        place = next
        continue
      }
    }
    const found = await getItem(draft.groupUuid, place)
    if (!found) throw new Error(`what stood at ${place} is gone`)
    if (!isPointer(found)) return sameMessage(messageOf(draft.groupUuid, found), draft)
    place = String(found.moved_to)
  }
  throw new Error(`the chain of ${draft.uuid} in ${draft.groupUuid} has more than ${maxLinks} links`)
}

const sameMessage = (stored: Message, draft: Draft): Message => {
  if (stored.sender.uuid === draft.sender.uuid && stored.text === draft.text) return stored
  throw new VisibleError('idempotency_key_reused')
}
