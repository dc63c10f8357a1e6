import { v5 as uuidv5 } from 'uuid'
import { VisibleError } from './error.ts'
import type { Message, Person } from './message.ts'
import { isUuid } from './place.ts'

/** One user's view of a conversation. */
export type Membership = {
  userUuid: string
  groupUuid: string
  /** The other one. */
  other: Person
  /** The last message that was not quiet. */
  lastPlace: string
  preview: string
  readPlace?: string | undefined
  /** Grows with every write of the row. */
  revision?: number | undefined
  settled?: Settled | undefined
}

/** The last message of a conversation, as far as an inbox shows it. */
export type LastMessage = { place: string; preview: string; senderUuid: string }

/** What a row states of its conversation by itself, once no quiet message can follow any more. */
export type Settled = { last: LastMessage; unreadCount: number }

const namespace = 'd7b1f8a4-53c6-4a0e-9f0b-6c1de8a35e27'

/** Two people have one conversation, whichever of them starts it: its uuid is derived from theirs. */
export const groupUuidOf = (one: string, other: string): string =>
  uuidv5([one, other].sort().join('#'), namespace)

export const groupUuidFrom = (text = ''): string => {
  const uuid = text.toLowerCase()
  if (!isUuid(uuid)) throw new VisibleError('message_group_not_found')
  return uuid
}

export const maxUnread = 100

/** Up to where somebody has read: what they write after it, they write with the rest read. */
export const readPlaceOf = (userUuid: string, tail: Message[], readPlace: string | undefined) => {
  const { place = '' } = tail.findLast(({ sender }) => sender.uuid === userUuid) ?? {}
  return place > (readPlace ?? '') ? place : readPlace
}
