import { v7 as uuidv7 } from 'uuid'
import { VisibleError } from './error.ts'
import { isMinted, mintedAt } from './place.ts'
import { handleOfErased, type User } from './user.ts'

/** The author of a message, or the other one in a conversation, as they were called then. */
export type Person = Pick<User, 'uuid' | 'handle' | 'displayName'>

/** Who has written what somebody wrote who is erased: no user can have this handle. */
export const nobody: Person = {
  uuid: '00000000-0000-0000-0000-000000000000',
  handle: handleOfErased,
  displayName: 'Deleted user',
}

/** The text of a message whose author was erased. */
export const redacted = '[deleted]'

/** What somebody wants to say, before it has a place. */
export type Draft = { uuid: string; groupUuid: string; text: string; sender: Person; memberUuids: string[] }

/** A quiet message changes no inbox row. A reader of the inbox finds it after the message that the row shows. */
export type Message = Draft & { place: string; isQuiet?: boolean }

/** A message as it stands in the conversation once its author was erased. */
export const redactedCopyOf = (message: Message): Message => ({ ...message, text: redacted, sender: nobody })

export const longest = 1024
const previewLength = 200

// In code points: of an emoji, JavaScript's own slice would leave a half.
export const previewOf = (text: string): string => [...text].slice(0, previewLength).join('')

// A client whose clock is ahead leaves pointers above the newest message, where every read begins.
export const keyMayBeAheadByMs = 5 * 60_000
export const keyMayBeOldByMs = 24 * 60 * 60_000

const isAcceptable = (uuid: string, now: number): boolean => {
  if (!isMinted(uuid)) return false
  const age = now - mintedAt(uuid)
  return age >= -keyMayBeAheadByMs && age <= keyMayBeOldByMs
}

/** The uuid of a message: the caller's key, which makes a retry safe, or a new one. */
export const uuidFrom = (idempotencyKey: string | undefined, now: number): string => {
  if (idempotencyKey === undefined) return uuidv7({ msecs: now })
  const uuid = idempotencyKey.toLowerCase()
  if (!isAcceptable(uuid, now)) throw new VisibleError('idempotency_key_invalid')
  return uuid
}
