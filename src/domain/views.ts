import type { ErrorCode } from './error.ts'
import { type Conversation, lastPlaceOf, unreadIn } from './group.ts'
import { type Message, previewOf } from './message.ts'
import { timeOf, uuidIn } from './place.ts'
import type { User } from './user.ts'
import type { Frame, GroupView, MessageView, OpenGroupView, ProfileView } from './viewSchemas.ts'

export const profileView = (user: User): ProfileView => ({
  uuid: user.uuid,
  handle: user.handle,
  display_name: user.displayName,
})

/** A message as the outside sees it. */
export const messageView = (message: Message): MessageView => ({
  uuid: message.uuid,
  user_uuid: message.sender.uuid,
  display_name: message.sender.displayName,
  handle: message.sender.handle,
  message: message.text,
  created_at: timeOf(message.place),
})

/** A conversation as its member's inbox shows it. */
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
    unread_count: unreadIn(tail, membership),
  }
}

/** The same as one opens it: with how far the other one has read. */
export const openGroupView = (
  conversation: Conversation,
  otherReadAt: string | undefined,
): OpenGroupView => ({
  ...groupView(conversation),
  seen:
    otherReadAt === undefined ? null : { message_uuid: uuidIn(otherReadAt), created_at: timeOf(otherReadAt) },
})

export const messageFrame = (message: Message): Frame => ({
  type: 'message',
  message_group_uuid: message.groupUuid,
  message: messageView(message),
})

export const errorFrame = (code: ErrorCode): Frame => ({ type: 'error', code })
