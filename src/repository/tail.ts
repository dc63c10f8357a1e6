import { type Conversation, type Membership, mostUnread, unreadIn } from '../domain/group.ts'
import { listMessages } from './messages.ts'

const listDownTo = async (groupUuid: string, place: string | undefined) =>
  (await listMessages(groupUuid, { direction: 'older', downTo: place, limit: mostUnread })).messages

/**
 * Finds what a row does not say: the quiet messages after the one that it shows, and what of the conversation is unread.
 * One query, which begins at whichever is older and ends with the newest message.
 */
export const readConversation = async (membership: Membership): Promise<Conversation> => {
  const { groupUuid, lastMessageAt, lastReadAt } = membership
  const from = lastReadAt !== undefined && lastMessageAt < lastReadAt ? lastMessageAt : lastReadAt
  return { membership, tail: await listDownTo(groupUuid, from) }
}

/** How many messages of others are unread, counted up to `mostUnread`. */
export const countUnread = async (
  reader: Pick<Membership, 'userUuid' | 'groupUuid' | 'lastReadAt'>,
): Promise<number> => unreadIn(await listDownTo(reader.groupUuid, reader.lastReadAt), reader)
