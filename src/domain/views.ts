import type { Attachment } from './attachment.ts'
import type { Conversation } from './conversation.ts'
import type { ErrorCode } from './error.ts'
import { isRequest, type Membership } from './group.ts'
import {
  erasedUser,
  type GroupEvent,
  type Message,
  type Person,
  previewOf,
  type Reference,
} from './message.ts'
import { othersIn } from './namedGroup.ts'
import { type Place, timeOf, uuidIn } from './place.ts'
import type { Report } from './report.ts'
import type { User } from './user.ts'
import type {
  AttachmentView,
  EventView,
  Frame,
  GroupView,
  MemberView,
  MessageView,
  MeView,
  OpenGroupView,
  ProfileView,
  QuoteView,
  ReactionsView,
  ReportView,
  SeenView,
} from './viewSchemas.ts'

export const profileView = (user: Person): ProfileView => ({
  uuid: user.uuid,
  handle: user.handle,
  display_name: user.displayName,
})

export const meView = (user: User): MeView => ({ ...profileView(user), strangers: user.strangers ?? 'inbox' })

/** Quoted messages by their places: undefined if there is no such message. A place that was not read is missing. */
export type Quotes = ReadonlyMap<Place, Message | undefined>

const countOf = (count: number | undefined) => (count === undefined ? {} : { attachment_count: count })

/** The URL of an attachment, and until when it is valid. */
export type Link = { url: string; expiresAt: string }

/** By the uuids of the attachments. */
export type Links = ReadonlyMap<string, Link>

export const attachmentView = (
  { uuid, contentType, bytes, width, height, alt }: Attachment,
  link?: Link,
): AttachmentView => ({
  uuid,
  content_type: contentType,
  bytes,
  width,
  height,
  alt,
  ...(link ? { url: link.url, expires_at: link.expiresAt } : {}),
})

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
    ...countOf(message.attachments?.length),
  }
}

/** In the order of the emoji and of the uuids, because the table does not keep the order of the reactions. */
const reactionsView = (reactions: NonNullable<Message['reactions']>): ReactionsView =>
  [...Map.groupBy(Object.keys(reactions).sort(), (userUuid) => reactions[userUuid] ?? '')]
    .map(([emoji, user_uuids]) => ({ emoji, user_uuids }))
    .sort((left, right) => (left.emoji < right.emoji ? -1 : 1))

type Additions = { quotes?: Quotes; links?: Links }

const nothing = new Map<never, never>()

/**
 * A message, the same for every member. Without `quotes`, `reply_to` has only the uuid; without `links`, attachments have no
 * URL.
 */
export const messageView = (
  message: Message,
  { quotes = nothing, links = nothing }: Additions = {},
): MessageView => ({
  uuid: message.uuid,
  user_uuid: message.sender.uuid,
  display_name: message.sender.displayName,
  handle: message.sender.handle,
  message: message.text,
  created_at: timeOf(message.place),
  revision: message.revision ?? 0,
  ...(message.editedAt === undefined ? {} : { edited_at: message.editedAt }),
  ...(message.deletedAt === undefined ? {} : { deleted_at: message.deletedAt }),
  ...(message.event === undefined ? {} : { event: eventView(message.event) }),
  ...(message.replyTo === undefined ? {} : { reply_to: quoteView(message.replyTo, quotes) }),
  ...(message.attachments === undefined
    ? {}
    : { attachments: message.attachments.map((item) => attachmentView(item, links.get(item.uuid))) }),
  ...(message.reactions === undefined || Object.keys(message.reactions).length === 0
    ? {}
    : { reactions: reactionsView(message.reactions) }),
})

/** Messages of a blocked person, and those of a request, do not count as unread. */
export const unreadCountOf = (membership: Membership, unreadCount: number): number =>
  membership.hasBlocked || isRequest(membership) ? 0 : unreadCount

const eventView = ({ user, ...event }: GroupEvent): EventView => ({
  ...event,
  user_uuid: user.uuid,
  handle: user.handle,
  display_name: user.displayName,
})

const senderOf = ({ membership, last }: Conversation, member: Person): Person => {
  const known = membership.kind === 'direct' ? membership.other : last.sender
  return [known, member].find((person) => person?.uuid === last.senderUuid) ?? erasedUser
}

const lastMessageView = (conversation: Conversation, member: Person) => {
  const { place, revision, deletedAt, event, attachmentCount } = conversation.last
  const sender = senderOf(conversation, member)
  return {
    uuid: uuidIn(place),
    user_uuid: sender.uuid,
    handle: sender.handle,
    display_name: sender.displayName,
    revision: revision ?? 0,
    ...(deletedAt === undefined ? {} : { deleted_at: deletedAt }),
    ...(event === undefined ? {} : { event: eventView(event) }),
    ...countOf(attachmentCount),
  }
}

/** Older clients show a named group like a person: with its title as the name, and without a handle. */
const whoView = (membership: Membership) => {
  if (membership.kind === 'direct') {
    const { uuid, displayName, handle } = membership.other
    return { kind: membership.kind, user_uuid: uuid, display_name: displayName, handle }
  }
  const { title, memberCount, preview } = membership.shown
  return {
    kind: membership.kind,
    display_name: title,
    handle: '',
    title,
    member_count: memberCount,
    members_preview: othersIn(preview, membership.userUuid).map(profileView),
  }
}

/** A conversation as its member's lists show it. */
export const groupView = (conversation: Conversation, member: Person): GroupView => {
  const { membership, last, unreadCount, readPlace } = conversation
  const { groupUuid, state, hasBlocked, mutedUntil = null, isMarkedUnread = false } = membership
  return {
    uuid: groupUuid,
    state: hasBlocked ? 'blocked' : state,
    ...whoView(membership),
    message: last.preview,
    created_at: timeOf(last.place),
    last_message: lastMessageView(conversation, member),
    last_read_uuid: readPlace === undefined ? null : uuidIn(readPlace),
    unread_count: unreadCountOf(membership, unreadCount),
    is_marked_unread: isMarkedUnread,
    muted_until: mutedUntil,
    revision: membership.revision ?? 0,
  }
}

/** The same when it is opened: with how far the other person of a direct conversation has read. */
export const openGroupView = (
  conversation: Conversation,
  member: Person,
  otherReadPlace: Place | undefined,
): OpenGroupView => ({
  ...groupView(conversation, member),
  seen: seenView(otherReadPlace),
})

const seenView = (place: Place | undefined): SeenView =>
  place === undefined ? null : { message_uuid: uuidIn(place), created_at: timeOf(place) }

/** A member of a named group, with their names as they are now. */
export type MemberNow = { person: Person; isOwner: boolean; joinedAt: string; readPlace?: Place | undefined }

export const memberView = ({ person, isOwner, joinedAt, readPlace }: MemberNow): MemberView => ({
  ...profileView(person),
  is_owner: isOwner,
  joined_at: joinedAt,
  seen: seenView(readPlace),
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
export const groupFrameOf = (groupUuid: string): Frame => ({ type: 'group', message_group_uuid: groupUuid })

/** Tells them that it is in none of their lists any more. */
export const groupRemovedFrameOf = (groupUuid: string): Frame => ({
  type: 'group_removed',
  message_group_uuid: groupUuid,
})

export const groupFrame = ({ groupUuid, state, hasBlocked }: Membership): Frame =>
  state === 'declined' && !hasBlocked ? groupRemovedFrameOf(groupUuid) : groupFrameOf(groupUuid)

export const meFrame: Frame = { type: 'me' }

export const errorFrame = (code: ErrorCode): Frame => ({ type: 'error', code })
