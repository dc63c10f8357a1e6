import { type Conversation, countUnreadIn, type Membership, maxUnread } from '../domain/group.ts'
import { listMessages } from './messages.ts'

const listDownTo = async (groupUuid: string, place: string | undefined) =>
  (await listMessages(groupUuid, { direction: 'older', downTo: place, limit: maxUnread })).messages

/**
 * Finds what a row does not say: the quiet messages after the one that it shows, and what of the conversation is unread.
 * One query, which begins at whichever is older and ends with the newest message.
 */
export const readConversation = async (membership: Membership): Promise<Conversation> => {
  const { groupUuid, lastPlace, readPlace } = membership
  const from = readPlace !== undefined && lastPlace < readPlace ? lastPlace : readPlace
  return { membership, tail: await listDownTo(groupUuid, from) }
}

/** How many messages of others are unread, counted up to `maxUnread`. */
export const countUnread = async (
  reader: Pick<Membership, 'userUuid' | 'groupUuid' | 'readPlace'>,
): Promise<number> => countUnreadIn(await listDownTo(reader.groupUuid, reader.readPlace), reader)
