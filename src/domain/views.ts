import type { ErrorCode } from './error.ts'
import { type Conversation, countUnreadIn, lastPlaceOf } from './group.ts'
import { type Message, previewOf } from './message.ts'
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

/** A row of the inbox. */
export const groupView = (conversation: Conversation): GroupView => {
  const { membership, tail } = conversation
  const place = lastPlaceOf(conversation)
  const last = tail.findLast((message) => message.place === place)
  return {
    uuid: membership.groupUuid,
    display_name: membership.other.displayName,
    handle: membership.other.handle,
    message: last ? previewOf(last.text) : membership.preview,
    created_at: timeOf(place),
    unread_count: countUnreadIn(tail, membership),
  }
}

/** The row of an opened conversation, with how far the other person has read. */
export const openGroupView = (
  conversation: Conversation,
  otherReadPlace: Place | undefined,
): OpenGroupView => ({
  ...groupView(conversation),
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
