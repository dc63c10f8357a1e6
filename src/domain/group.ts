import { v5 as uuidv5 } from 'uuid'
import { VisibleError } from './error.ts'
import type { Message, Person } from './message.ts'
import { isUuid, type Place } from './place.ts'

/** One user's view of a conversation. */
export type Membership = {
  userUuid: string
  groupUuid: string
  other: Person
  /** The place of the last message that was not quiet. */
  lastPlace: Place
  preview: string
  /** How far the user has read. */
  readPlace?: Place | undefined
  /** Grows with every write of the row. */
  revision?: number | undefined
  settled?: Settled | undefined
}

/** The last message of a conversation, as far as an inbox shows it. */
export type LastMessage = { place: Place; preview: string; senderUuid: string }

/** What a row states of its conversation by itself, once no quiet message can follow any more. */
export type Settled = { last: LastMessage; unreadCount: number }

const namespace = 'd7b1f8a4-53c6-4a0e-9f0b-6c1de8a35e27'

/** Derived from both users, so that two people have one conversation, no matter who starts it. */
export const groupUuidOf = (userUuid: string, otherUuid: string): string =>
  uuidv5([userUuid, otherUuid].sort().join('#'), namespace)

export const groupUuidFrom = (text = ''): string => {
  const uuid = text.toLowerCase()
  if (!isUuid(uuid)) throw new VisibleError('message_group_not_found')
  return uuid
}

export const maxUnread = 100

/** How far a user has read: their stored `readPlace`, or their own last message if that is newer. */
export const readPlaceOf = (
  userUuid: string,
  tail: Message[],
  readPlace: Place | undefined,
): Place | undefined => {
  const { place = '' } = tail.findLast(({ sender }) => sender.uuid === userUuid) ?? {}
  return place > (readPlace ?? '') ? place : readPlace
}
