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
}

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

/** A conversation as its member finds it: their row, and the messages since that was written and read, oldest first. */
export type Conversation = { membership: Membership; tail: Message[] }

/** How many messages of others are unread: those after what one has read, and after one's own last word. */
export const unreadIn = (
  messages: Message[],
  { userUuid, readPlace = '' }: Pick<Membership, 'userUuid' | 'readPlace'>,
): number => {
  const own = messages.findLastIndex(({ sender }) => sender.uuid === userUuid)
  return messages.slice(own + 1).filter(({ place }) => place > readPlace).length
}

/** The place of its last message. Of the row and its messages, read one after the other, either may know more. */
export const lastPlaceOf = ({ membership: { lastPlace }, tail }: Conversation): string => {
  const { place = '' } = tail.at(-1) ?? {}
  return place > lastPlace ? place : lastPlace
}

/** Up to where somebody has read: what they write after it, they write with the rest read. */
export const readPlaceOf = (userUuid: string, tail: Message[], readPlace: string | undefined) => {
  const { place = '' } = tail.findLast(({ sender }) => sender.uuid === userUuid) ?? {}
  return place > (readPlace ?? '') ? place : readPlace
}
