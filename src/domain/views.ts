import type { Conversation } from './conversation.ts'
import type { ErrorCode } from './error.ts'
import { erasedUser, type Message, type Person } from './message.ts'
import { type Place, timeOf, uuidIn } from './place.ts'
import type { User } from './user.ts'
import type { Frame, GroupView, MessageView, OpenGroupView, ProfileView } from './viewSchemas.ts'

export const profileView = (user: User): ProfileView => ({
  uuid: user.uuid,
  handle: user.handle,
  display_name: user.displayName,
})

export const messageView = (message: Message): MessageView => ({
  uuid: message.uuid,
  user_uuid: message.sender.uuid,
  display_name: message.sender.displayName,
  handle: message.sender.handle,
  message: message.text,
  created_at: timeOf(message.place),
})

/** A conversation as its member's inbox shows it. */
export const groupView = (
  { membership, last, unreadCount, readPlace }: Conversation,
  member: Person,
): GroupView => {
  const { groupUuid, other, revision = 0 } = membership
  const sender = [other, member].find(({ uuid }) => uuid === last.senderUuid) ?? erasedUser
  return {
    uuid: groupUuid,
    kind: 'direct',
    state: 'inbox',
    display_name: other.displayName,
    handle: other.handle,
    message: last.preview,
    created_at: timeOf(last.place),
    last_message: {
      uuid: uuidIn(last.place),
      user_uuid: sender.uuid,
      handle: sender.handle,
      display_name: sender.displayName,
    },
    last_read_uuid: readPlace === undefined ? null : uuidIn(readPlace),
    unread_count: unreadCount,
    revision,
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

export const messageFrame = (message: Message): Frame => ({
  type: 'message',
  message_group_uuid: message.groupUuid,
  message: messageView(message),
})

export const readFrame = (message: Message, readerUuid: string): Frame => ({
  type: 'read',
  message_group_uuid: message.groupUuid,
  user_uuid: readerUuid,
  message_uuid: message.uuid,
})

export const errorFrame = (code: ErrorCode): Frame => ({ type: 'error', code })
