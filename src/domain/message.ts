import { v7 as uuidv7 } from 'uuid'
import type { Attachment } from './attachment.ts'
import { type ErrorCode, VisibleError } from './error.ts'
import { isUuidV7, type Place, timeOf, timeOfUuid } from './place.ts'
import { erasedHandle, type User } from './user.ts'

/** The sender of a message, or the other person in a conversation, with the names that they had when it was written. */
export type Person = Pick<User, 'uuid' | 'handle' | 'displayName'>

/** Replaces every erased user in the messages and memberships of others. */
export const erasedUser: Person = {
  uuid: '00000000-0000-0000-0000-000000000000',
  handle: erasedHandle,
  displayName: 'Deleted user',
}

/** Where to find the message to which another one replies. */
export type Reference = { uuid: string; place: Place }

/** What has happened in a named group, to whom. A message tells it, in words. */
export type GroupEvent = { user: Person } & (
  | { type: 'created' | 'renamed'; title: string }
  | { type: 'joined' | 'left' | 'removed' | 'owner_changed' }
)

/** A message that has not been stored yet. */
export type Draft = {
  uuid: string
  groupUuid: string
  text: string
  sender: Person
  /** The two members of a direct conversation. The members of a named group are in the group's item. */
  memberUuids: string[]
  isInNamedGroup?: boolean | undefined
  replyTo?: Reference | undefined
  attachments?: Attachment[] | undefined
}

export type Message = Draft & {
  place: Place
  /** A quiet message changes no membership. Readers find it by its place, after the message that the membership shows. */
  isQuiet?: boolean
  /** How often the message was changed. */
  revision?: number | undefined
  editedAt?: string | undefined
  /** The idempotency key of the last edit. Each edit has a greater one than the edit before. */
  editKey?: string | undefined
  /** A deleted message has no text. It keeps its place. */
  deletedAt?: string | undefined
  /** The uuids of the attachments that a deleted message had. Their files are deleted later. */
  deletedAttachments?: string[] | undefined
  /** Nobody can change such a message, and it is never unread. */
  event?: GroupEvent | undefined
  /** The emoji of each user who has reacted, by the user's uuid. */
  reactions?: Readonly<Record<string, string>> | undefined
}

/** Deleted messages and events are never unread. */
export const canBeUnread = ({ deletedAt, event }: Message): boolean =>
  deletedAt === undefined && event === undefined

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

/** The caller's idempotency key, if there is one. */
export const idempotencyKeyFrom = (text: string | undefined, now: number): string | undefined => {
  const uuid = text?.toLowerCase()
  if (uuid !== undefined && !isValidKey(uuid, now)) throw new VisibleError('idempotency_key_invalid')
  return uuid
}

/** The uuid of a new message: the caller's idempotency key, if there is one. */
export const messageUuidFrom = (idempotencyKey: string | undefined, now: number): string =>
  idempotencyKeyFrom(idempotencyKey, now) ?? uuidv7({ msecs: now })

const editableForMs = 24 * 60 * 60_000

/** Why a member cannot edit a message. */
export const editRefusalOf = (message: Message, userUuid: string, now: number): ErrorCode | undefined => {
  if (message.sender.uuid !== userUuid) return 'not_the_author'
  if (message.deletedAt !== undefined) return 'message_deleted'
  return now - Date.parse(timeOf(message.place)) > editableForMs ? 'message_too_old' : undefined
}

/** The key of an edit without an idempotency key: greater than that of the edit before, whose clock may be ahead. */
export const nextEditKey = ({ editKey }: Message, now: number): string =>
  uuidv7({ msecs: Math.max(now, editKey === undefined ? 0 : timeOfUuid(editKey) + 1) })
