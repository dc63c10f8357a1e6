import { v7 as uuidv7 } from 'uuid'
import { VisibleError } from './error.ts'
import { isUuidV7, type Place, timeOfUuid } from './place.ts'
import { erasedHandle, type User } from './user.ts'

/** The sender of a message, or the other person in a conversation, with the names that they had when it was written. */
export type Person = Pick<User, 'uuid' | 'handle' | 'displayName'>

/** Replaces every erased user in the messages and memberships of others. */
export const erasedUser: Person = {
  uuid: '00000000-0000-0000-0000-000000000000',
  handle: erasedHandle,
  displayName: 'Deleted user',
}

/** The text of a message whose sender was erased. */
export const redactedText = '[deleted]'

/** A message that has not been stored yet. */
export type Draft = {
  uuid: string
  groupUuid: string
  text: string
  sender: Person
  memberUuids: string[]
  /** The message gets a place after this one. */
  after?: Place | undefined
}

/** A quiet message changes no membership. Readers find it by its place, after the message that the membership shows. */
export type Message = Draft & { place: Place; isQuiet?: boolean }

/** The message without its text and sender, for a sender who has been erased. */
export const redactedCopyOf = (message: Message): Message => ({
  ...message,
  text: redactedText,
  sender: erasedUser,
})

/** In code points, like `maxPreviewLength`. */
export const maxTextLength = 1024
const maxPreviewLength = 200

// By code points: String.slice could cut an emoji in half.
export const previewOf = (text: string): string => [...text].slice(0, maxPreviewLength).join('')

// A key from a clock that is ahead leaves a pointer above the newest message, where every read begins.
const maxKeyAheadMs = 5 * 60_000
const maxKeyAgeMs = 24 * 60 * 60_000

const isValidKey = (uuid: string, now: number): boolean => {
  if (!isUuidV7(uuid)) return false
  const age = now - timeOfUuid(uuid)
  return age >= -maxKeyAheadMs && age <= maxKeyAgeMs
}

/** The uuid of a new message: the caller's idempotency key, if there is one. */
export const messageUuidFrom = (idempotencyKey: string | undefined, now: number): string => {
  if (idempotencyKey === undefined) return uuidv7({ msecs: now })
  const uuid = idempotencyKey.toLowerCase()
  if (!isValidKey(uuid, now)) throw new VisibleError('idempotency_key_invalid')
  return uuid
}
