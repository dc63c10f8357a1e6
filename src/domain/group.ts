import { v5 as uuidv5 } from 'uuid'
import * as z from 'zod/mini'
import { VisibleError } from './error.ts'
import type { Person } from './message.ts'
import { isUuid, timeOf, uuidIn } from './place.ts'

/** One user's view of a conversation. */
export type Membership = {
  userUuid: string
  groupUuid: string
  /** The other one. */
  other: Person
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

export const isUnread = ({ lastMessageAt, lastReadAt }: Membership): boolean =>
  lastReadAt === undefined || lastReadAt < lastMessageAt

export const groupSchema = z.object({
  uuid: z.string(),
  display_name: z.string(),
  handle: z.string(),
  message: z.string(),
  created_at: z.iso.datetime({ precision: 3 }),
  unread_count: z.int().check(z.gte(0), z.lte(mostUnread)),
})

/** A conversation as its member's inbox shows it. */
export const shownInInbox = (membership: Membership, unreadCount: number): z.infer<typeof groupSchema> => ({
  uuid: membership.groupUuid,
  display_name: membership.other.displayName,
  handle: membership.other.handle,
  message: membership.preview,
  created_at: timeOf(membership.lastMessageAt),
  unread_count: unreadCount,
})

export const openGroupSchema = z.extend(groupSchema, {
  seen: z.nullable(z.object({ message_uuid: z.string(), created_at: z.iso.datetime({ precision: 3 }) })),
})

/** The same as one opens it: with how far the other one has read. */
export const shownToMember = (
  membership: Membership,
  unreadCount: number,
  otherReadAt: string | undefined,
): z.infer<typeof openGroupSchema> => ({
  ...shownInInbox(membership, unreadCount),
  seen:
    otherReadAt === undefined ? null : { message_uuid: uuidIn(otherReadAt), created_at: timeOf(otherReadAt) },
})
