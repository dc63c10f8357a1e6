import type { Conversation } from './conversation.ts'
import type { ErrorCode } from './error.ts'
import { isRequest, type Membership } from './group.ts'
import { erasedUser, type Message, type Person, previewOf, type Reference } from './message.ts'
import { type Place, timeOf, uuidIn } from './place.ts'
import type { Report } from './report.ts'
import type { User } from './user.ts'
import type {
  Frame,
  GroupView,
  MessageView,
  MeView,
  OpenGroupView,
  ProfileView,
  QuoteView,
  ReactionsView,
  ReportView,
} from './viewSchemas.ts'

export const profileView = (user: Person): ProfileView => ({
  uuid: user.uuid,
  handle: user.handle,
  display_name: user.displayName,
})

export const meView = (user: User): MeView => ({ ...profileView(user), strangers: user.strangers ?? 'inbox' })

/** Quoted messages by their places: undefined if there is no such message. A place that was not read is missing. */
export type Quotes = ReadonlyMap<Place, Message | undefined>

const quoteView = ({ uuid, place }: Reference, quotes: Quotes): QuoteView => {
  const message = quotes.get(place)
  if (!message) return quotes.has(place) ? { uuid, is_available: false } : { uuid }
  return {
    uuid,
    user_uuid: message.sender.uuid,
    handle: message.sender.handle,
    display_name: message.sender.displayName,
    message: previewOf(message.text),
    ...(message.deletedAt === undefined ? {} : { deleted_at: message.deletedAt }),
  }
}

/** In the order of the emoji and of the uuids, because the table does not keep the order of the reactions. */
const reactionsView = (reactions: NonNullable<Message['reactions']>): ReactionsView =>
  [...Map.groupBy(Object.keys(reactions).sort(), (userUuid) => reactions[userUuid] ?? '')]
    .map(([emoji, user_uuids]) => ({ emoji, user_uuids }))
    .sort((left, right) => (left.emoji < right.emoji ? -1 : 1))

/** A message, the same for every member. Without `quotes`, `reply_to` has only the uuid. */
export const messageView = (message: Message, quotes: Quotes = new Map()): MessageView => ({
  uuid: message.uuid,
  user_uuid: message.sender.uuid,
  display_name: message.sender.displayName,
  handle: message.sender.handle,
  message: message.text,
  created_at: timeOf(message.place),
  revision: message.revision ?? 0,
  ...(message.editedAt === undefined ? {} : { edited_at: message.editedAt }),
  ...(message.deletedAt === undefined ? {} : { deleted_at: message.deletedAt }),
  ...(message.replyTo === undefined ? {} : { reply_to: quoteView(message.replyTo, quotes) }),
  ...(message.reactions === undefined || Object.keys(message.reactions).length === 0
    ? {}
    : { reactions: reactionsView(message.reactions) }),
})

/** Messages of a blocked person, and those of a request, do not count as unread. */
export const unreadCountOf = (membership: Membership, unreadCount: number): number =>
  membership.hasBlocked || isRequest(membership) ? 0 : unreadCount

/** A conversation as its member's lists show it. */
export const groupView = (
  { membership, last, unreadCount, readPlace }: Conversation,
  member: Person,
): GroupView => {
  const { groupUuid, other, state, hasBlocked, mutedUntil = null, isMarkedUnread = false } = membership
  const sender = [other, member].find(({ uuid }) => uuid === last.senderUuid) ?? erasedUser
  return {
    uuid: groupUuid,
    kind: 'direct',
    state: hasBlocked ? 'blocked' : state,
    user_uuid: other.uuid,
    display_name: other.displayName,
    handle: other.handle,
    message: last.preview,
    created_at: timeOf(last.place),
    last_message: {
      uuid: uuidIn(last.place),
      user_uuid: sender.uuid,
      handle: sender.handle,
      display_name: sender.displayName,
      revision: last.revision ?? 0,
      ...(last.deletedAt === undefined ? {} : { deleted_at: last.deletedAt }),
    },
    last_read_uuid: readPlace === undefined ? null : uuidIn(readPlace),
    unread_count: unreadCountOf(membership, unreadCount),
    is_marked_unread: isMarkedUnread,
    muted_until: mutedUntil,
    revision: membership.revision ?? 0,
  }
}

/** The same when it is opened: with how far the other person has read. */
export const openGroupView = (
  conversation: Conversation,
  member: Person,
  otherReadPlace: Place | undefined,
): OpenGroupView => ({
  ...groupView(conversation, member),
  seen:
    otherReadPlace === undefined
      ? null
      : { message_uuid: uuidIn(otherReadPlace), created_at: timeOf(otherReadPlace) },
})

export const reportView = ({ groupUuid, messageUuid, reason, createdAt }: Report): ReportView => ({
  message_group_uuid: groupUuid,
  message_uuid: messageUuid,
  reason,
  created_at: createdAt,
})

type MessageFrame = Extract<Frame, { type: 'message' }>

export const messageFrame = (message: Message): MessageFrame => ({
  type: 'message',
  message_group_uuid: message.groupUuid,
  message: messageView(message),
})

export const changedFrame = (message: Message): Frame => ({ ...messageFrame(message), type: 'changed' })

export const readFrame = (message: Message, readerUuid: string): Frame => ({
  type: 'read',
  message_group_uuid: message.groupUuid,
  user_uuid: readerUuid,
  message_uuid: message.uuid,
})

/** Tells the devices of a user that their own view of a conversation has changed. */
export const groupFrame = ({ groupUuid, state, hasBlocked }: Membership): Frame => ({
  type: state === 'declined' && !hasBlocked ? 'group_removed' : 'group',
  message_group_uuid: groupUuid,
})

export const meFrame: Frame = { type: 'me' }

export const errorFrame = (code: ErrorCode): Frame => ({ type: 'error', code })
