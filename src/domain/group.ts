import { v5 as uuidv5 } from 'uuid'
import * as z from 'zod/mini'
import { VisibleError } from './error.ts'
import { type Message, type Person, previewOf } from './message.ts'
import { isUuid, timeOf, uuidIn } from './place.ts'

/** One user's view of a conversation. */
export type Membership = {
  userUuid: string
  groupUuid: string
  /** The other one. */
  other: Person
  /** The last message that was not quiet. */
  lastMessageAt: string
  preview: string
  lastReadAt?: string | undefined
}

const namespace = 'd7b1f8a4-53c6-4a0e-9f0b-6c1de8a35e27'

/** Of two people there is one conversation, whoever begins it: its uuid follows from theirs. */
export const groupUuidOf = (one: string, other: string): string =>
  uuidv5([one, other].sort().join('#'), namespace)

export const groupUuidFrom = (text = ''): string => {
  const uuid = text.toLowerCase()
  if (!isUuid(uuid)) throw new VisibleError('message_group_not_found')
  return uuid
}

export const mostUnread = 100

/** A conversation as its member finds it: their row, and the messages since that was written and read, oldest first. */
export type Conversation = { membership: Membership; tail: Message[] }

/** How many messages of others are unread: those after what one has read, and after one's own last word. */
export const unreadIn = (
  messages: Message[],
  { userUuid, lastReadAt = '' }: Pick<Membership, 'userUuid' | 'lastReadAt'>,
): number => {
  const own = messages.findLastIndex(({ sender }) => sender.uuid === userUuid)
  return messages.slice(own + 1).filter(({ place }) => place > lastReadAt).length
}

/** The place of its last message. Of the row and its messages, read one after the other, either may know more. */
export const lastPlaceOf = ({ membership: { lastMessageAt }, tail }: Conversation): string => {
  const { place = '' } = tail.at(-1) ?? {}
  return place > lastMessageAt ? place : lastMessageAt
}

/** Up to where somebody has read: what they write after it, they write with the rest read. */
export const readPlaceOf = (userUuid: string, tail: Message[], lastReadAt: string | undefined) => {
  const { place = '' } = tail.findLast(({ sender }) => sender.uuid === userUuid) ?? {}
  return place > (lastReadAt ?? '') ? place : lastReadAt
}

export const groupSchema = z.object({
  uuid: z.string(),
  display_name: z.string(),
  handle: z.string(),
  message: z.string(),
  created_at: z.iso.datetime({ precision: 3 }),
  unread_count: z.int().check(z.gte(0), z.lte(mostUnread)),
})

/** A conversation as its member's inbox shows it. */
export const shownInInbox = (conversation: Conversation): z.infer<typeof groupSchema> => {
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

export const openGroupSchema = z.extend(groupSchema, {
  seen: z.nullable(z.object({ message_uuid: z.string(), created_at: z.iso.datetime({ precision: 3 }) })),
})

/** The same as one opens it: with how far the other one has read. */
export const shownToMember = (
  conversation: Conversation,
  otherReadAt: string | undefined,
): z.infer<typeof openGroupSchema> => ({
  ...shownInInbox(conversation),
  seen:
    otherReadAt === undefined ? null : { message_uuid: uuidIn(otherReadAt), created_at: timeOf(otherReadAt) },
})
