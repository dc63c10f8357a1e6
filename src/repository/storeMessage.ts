import { createCache } from '../cache.ts'
import type { RequestedAttachment } from '../domain/attachment.ts'
import { VisibleError } from '../domain/error.ts'
import type { Draft, Message } from '../domain/message.ts'
import { firstPlaceOf, isFresh, maxClockSkewMs, type Place, placeOf } from '../domain/place.ts'
import { getItemAt, isPointer, messageOf, pointerItem, putMessage } from './messages.ts'
import { putIfAbsent } from './writes.ts'

type Bounds = {
  /** A message with a place before this time is quiet. */
  quietBefore?: string | undefined
  /** No message gets a place before this time. */
  notBefore?: string | undefined
}

/**
 * Stores a message exactly once, even if attempts overlap, stall or crash (docs/decisions/0007-safe-retry.md).
 *
 * The idempotency key determines the message's first place, where every attempt begins. An attempt puts the message
 * there if the place is fresh, and otherwise a pointer to a place with the current time, where it continues. Both are
 * conditional puts and no item is overwritten, so each place is decided once and all attempts follow the same chain of
 * pointers. It ends with the only copy of the message.
 */
export const storeMessage = async (
  draft: Draft,
  clock: () => number,
  bounds: Bounds = {},
): Promise<Message> => {
  rejectKeyOfAnotherGroup(draft)
  const message = await followChain(draft, clock, bounds)
  rememberKey(draft)
  return message
}

// Only attempts that stall or fail add pointers beyond the first. A key, accepted for 24 hours, gets nowhere near this.
const maxLinks = 200

const followChain = async (
  draft: Draft,
  clock: () => number,
  { quietBefore = '', notBefore = '' }: Bounds,
): Promise<Message> => {
  const visited = new Set<Place>()
  let now = notBefore ? Date.parse(notBefore) : 0 // this server's clock can be behind
  for (let place = firstPlaceOf(draft.uuid) ?? ''; visited.size < maxLinks; ) {
    visited.add(place)
    now = Math.max(now, clock())
    // The first place is from the client's clock. Later places are from a server's, which may be ahead of this one.
    const isFirst = visited.size === 1
    if (place >= notBefore && isFresh(place, now, isFirst ? 0 : maxClockSkewMs)) {
      const message = { ...draft, place, ...(place < quietBefore ? { isQuiet: true } : {}) }
      if (await putMessage(message)) return message
    } else {
      while (visited.has(placeOf(now, draft.uuid))) now += 1 // a pointer to a visited place would make a cycle
      const next = placeOf(now, draft.uuid)
      if (await putIfAbsent(pointerItem(draft.groupUuid, place, next))) {
        place = next
        continue
      }
    }
    // Another attempt has decided this place.
    const item = await getItemAt(draft.groupUuid, place)
    if (!item) throw new Error(`the item at ${place} has disappeared`)
    if (!isPointer(item)) return requireSame(messageOf(draft.groupUuid, item), draft)
    place = String(item.moved_to)
  }
  throw new Error(`the chain of ${draft.uuid} in ${draft.groupUuid} has more than ${maxLinks} links`)
}

/** A draft whose attachments may not have been checked yet. */
type Asked = Omit<Draft, 'attachments'> & { attachments?: RequestedAttachment[] | undefined }

/** The message of an earlier attempt, if one has stored it. Writes nothing. */
export const findStored = async (draft: Asked): Promise<Message | undefined> => {
  let place = firstPlaceOf(draft.uuid) ?? ''
  for (let links = 0; links < maxLinks; links += 1) {
    const item = await getItemAt(draft.groupUuid, place)
    if (!item) return undefined
    if (!isPointer(item)) return requireSame(messageOf(draft.groupUuid, item), draft)
    place = String(item.moved_to)
  }
  return undefined
}

const areSameAttachments = (stored: RequestedAttachment[] = [], asked: RequestedAttachment[] = []) =>
  stored.length === asked.length &&
  stored.every(({ uuid, alt }, index) => uuid === asked[index]?.uuid && alt === asked[index]?.alt)

/** A message that was edited or deleted is returned as it is now, because its first text is not stored any more. */
const requireSame = (stored: Message, draft: Asked): Message => {
  const { sender, text, replyTo, attachments, editedAt, deletedAt } = stored
  const isChanged = editedAt !== undefined || deletedAt !== undefined
  const isSame =
    text === draft.text &&
    replyTo?.uuid === draft.replyTo?.uuid &&
    areSameAttachments(attachments, draft.attachments)
  if (sender.uuid === draft.sender.uuid && (isChanged || isSame)) return stored
  throw new VisibleError('idempotency_key_reused')
}

// The group in which a sender used a key. Best effort, within one process: it reports a client that mixes up its keys, and
// nothing else relies on it. The sender is part of the name, so that nobody can block the keys of others.
const groupsOfKeys = createCache<string>()

type KeyUse = Pick<Draft, 'uuid' | 'groupUuid' | 'sender'>

const nameOf = ({ uuid, sender }: KeyUse): string => `${sender.uuid} ${uuid}`

export const rejectKeyOfAnotherGroup = (use: KeyUse) => {
  if ((groupsOfKeys.get(nameOf(use)) ?? use.groupUuid) !== use.groupUuid)
    throw new VisibleError('idempotency_key_reused')
}

export const rememberKey = (use: KeyUse) => {
  groupsOfKeys.set(nameOf(use), use.groupUuid)
}
