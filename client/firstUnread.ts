import type { TimelineState } from './timelineState.ts'
import type { Group, Message } from './types.ts'

type Piece = Pick<TimelineState, 'messages' | 'older' | 'newer'>

/** Deleted messages and events are never unread. */
export const canBeUnread = ({ deleted_at, event }: Message): boolean =>
  deleted_at === undefined && event === undefined

/** Those that count as unread until they are read: what others have written and not deleted. */
const countedIn = (messages: readonly Message[], ownUuid: string | undefined) =>
  messages.filter((message) => message.user_uuid !== ownUuid && canBeUnread(message))

/** Whether the first unread message is in this piece of the conversation, and what is before it. */
export const holdsFirstUnread = (
  { messages, older, newer }: Piece,
  { last_read_uuid, unread_count }: Group,
  ownUuid: string | undefined,
): boolean => {
  if (older === undefined && (newer === undefined || last_read_uuid === null)) return true
  const isLastReadHeld = messages.slice(0, -1).some(({ uuid }) => uuid === last_read_uuid)
  return isLastReadHeld || (newer === undefined && countedIn(messages, ownUuid).length > unread_count)
}

/**
 * The first message that is unread: after the last read one, or else counted from the end. Undefined if it is not in this
 * piece of the conversation.
 */
export const firstUnreadOf = (
  { messages, older, newer }: Piece,
  group: Group | undefined,
  ownUuid: string | undefined,
): string | undefined => {
  if (!group || group.unread_count === 0) return undefined
  const lastRead = messages.findLastIndex(({ uuid }) => uuid === group.last_read_uuid)
  const counted = countedIn(messages.slice(lastRead + 1), ownUuid)
  if (lastRead >= 0) return counted[0]?.uuid
  if (newer === undefined) return (counted.at(-group.unread_count) ?? counted[0])?.uuid
  return group.last_read_uuid === null && older === undefined ? counted[0]?.uuid : undefined
}

/** If the first unread message was deleted, it is the next one. */
export const withFirstUnread = (state: TimelineState, ownUuid: string | undefined): TimelineState => {
  const index = state.firstUnread ? state.messages.findIndex(({ uuid }) => uuid === state.firstUnread) : -1
  if (state.messages[index]?.deleted_at === undefined) return state
  return { ...state, firstUnread: countedIn(state.messages.slice(index), ownUuid)[0]?.uuid }
}
