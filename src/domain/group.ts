import { v5 as uuidv5 } from 'uuid'
import { type ErrorCode, VisibleError } from './error.ts'
import { erasedUser, type GroupEvent, type Message, type Person } from './message.ts'
import { isUuid, type Place, quietUntil } from './place.ts'

/** Where the member has put the conversation. */
export type GroupState = 'inbox' | 'request' | 'archived' | 'declined'

/** Where a conversation is until the next message of the other person. */
export type HiddenState = 'archived' | 'declined'

export const isHidden = (state: GroupState): state is HiddenState =>
  state === 'archived' || state === 'declined'

/** The state of a row after a message. A blocked row gets it, too: unblocking shows it. */
export const stateAfterMessage = (state: GroupState): GroupState => {
  if (state === 'archived') return 'inbox'
  return state === 'declined' ? 'request' : state
}

/** The lists of a user. A declined conversation is in none. */
export const lists = ['inbox', 'request', 'archived', 'blocked'] as const
export type List = (typeof lists)[number]

type CommonMembership = {
  userUuid: string
  groupUuid: string
  /** The place of the last message that was not quiet. */
  lastPlace: Place
  /** How far the user has read. */
  readPlace?: Place | undefined
  /** Grows with every write of the row. */
  revision?: number | undefined
  settled?: Settled | undefined
  state: GroupState
  mutedUntil?: string | undefined
  isMarkedUnread?: boolean | undefined
  isSuspended?: boolean
}

/** A user's view of a conversation of two people. */
export type DirectMembership = CommonMembership & {
  kind: 'direct'
  other: Person
  /** The profile version of the other person's names. If absent: the first one. */
  otherVersion?: number | undefined
  /** Where the other person has put the conversation. The member's next message brings it back. */
  otherState?: HiddenState | undefined
  /** The member has blocked the other person. */
  hasBlocked?: boolean | undefined
  /** The other person has blocked the member, to whom their read mark stays as it was: at `seen`. */
  blockedWith?: { seen?: Place | undefined } | undefined
  isOtherSuspended?: boolean
  joinedAt?: undefined
}

/** A user's view of a named group. */
export type NamedMembership = CommonMembership & {
  kind: 'named'
  /** The member sees the messages from this time on. */
  joinedAt: string
  /** What the row shows of the group, as of a version of the group. */
  shown: ShownGroup
  hasBlocked?: undefined
}

/** One user's view of a conversation. */
export type Membership = DirectMembership | NamedMembership

/** What the rows of all members show of a named group. */
export type ShownGroup = { title: string; memberCount: number; preview: Person[]; version: number }

/** A conversation, and from which time on its member may read it. Without a time: all of it. */
export type Readable = { groupUuid: string; joinedAt?: string | undefined }

/** Whether a member may read what is at a place. */
export const isReadable = ({ joinedAt = '' }: Readable, place: Place): boolean => place >= joinedAt

/** What an inbox shows of a conversation's last message. */
export type LastMessage = {
  place: Place
  preview: string
  senderUuid: string
  /** In a named group, because its row does not have the names of the members. */
  sender?: Person | undefined
  event?: GroupEvent | undefined
  revision?: number | undefined
  deletedAt?: string | undefined
  attachmentCount?: number | undefined
}

/** What a settled row contains (docs/decisions/0009-settled-rows.md): no query is needed to complete it. */
export type Settled = { last: LastMessage; unreadCount: number }

/** What decides which list contains a conversation. */
export type Listed = { state: GroupState; hasBlocked?: boolean | undefined }

/** The list that contains the conversation. */
export const listOf = ({ state, hasBlocked }: Listed): List | undefined => {
  if (hasBlocked) return 'blocked'
  return state === 'declined' ? undefined : state
}

export const isMuted = ({ mutedUntil = '' }: Membership, now: number): boolean =>
  mutedUntil > new Date(now).toISOString()

/** In a request, no message counts as unread, and the sender is not told that it was read. */
export const isRequest = ({ state }: Pick<Membership, 'state'>): boolean =>
  state === 'request' || state === 'declined'

type Recipient = Pick<DirectMembership, 'other' | 'hasBlocked' | 'blockedWith' | 'isOtherSuspended'>

/** Why a user cannot write to another one, who is not told why: blocked, erased or suspended. */
export const recipientRefusalOf = (recipient: Recipient): ErrorCode | undefined => {
  const { other, hasBlocked, blockedWith, isOtherSuspended } = recipient
  if (hasBlocked) return 'recipient_blocked'
  if (blockedWith || isOtherSuspended || other.uuid === erasedUser.uuid) return 'recipient_unavailable'
  return undefined
}

/** Why the member cannot write. In a named group, nobody is refused. */
export const refusalOf = (membership: Membership): ErrorCode | undefined =>
  membership.kind === 'direct' ? recipientRefusalOf(membership) : undefined

/**
 * The member's messages are quiet if their places are before this time. That must not depend on the list of either of the
 * two: a loud message raises the revision of both rows, and moves them up.
 */
export const quietBeforeOf = ({ lastPlace }: Membership): string => quietUntil(lastPlace)

const namespace = 'd7b1f8a4-53c6-4a0e-9f0b-6c1de8a35e27'

/** Derived from both users, so that two people have one conversation, no matter who starts it. */
export const groupUuidOf = (userUuid: string, otherUuid: string): string =>
  uuidv5([userUuid, otherUuid].sort().join('#'), namespace)

export const groupUuidFrom = (text = ''): string => {
  const uuid = text.toLowerCase()
  if (!isUuid(uuid)) throw new VisibleError('message_group_not_found')
  return uuid
}

/** The uuid of a user in a path. */
export const memberUuidFrom = (text = ''): string => {
  const uuid = text.toLowerCase()
  if (!isUuid(uuid)) throw new VisibleError('user_not_found')
  return uuid
}

/** The uuid of another user in a path. */
export const otherUuidFrom = (userUuid: string, text?: string): string => {
  const uuid = memberUuidFrom(text)
  if (uuid === userUuid) throw new VisibleError('user_uuid_invalid')
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
