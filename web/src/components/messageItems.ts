import type { Message } from '../../../client/types.ts'
import { isSameDay } from '../time.ts'
import type { ConversationView } from './useConversationView.ts'

/** A message with the dividers above it and the state below it. */
export type Item = {
  message: Message
  isOwn: boolean
  isFirst: boolean
  isFirstOfDay: boolean
  isFirstNew: boolean
  /** The first of several messages that the same person sent in a row. */
  isFirstOfRun: boolean
  state: 'Sent' | 'Seen' | undefined
}

const maxRunGapMs = 5 * 60_000

const isSameRun = (previous: Message, next: Message): boolean =>
  previous.user_uuid === next.user_uuid &&
  Date.parse(next.created_at) - Date.parse(previous.created_at) < maxRunGapMs

/** Whether the other person has read a message. Messages of the same millisecond are ordered by uuid. */
const isSeen = ({ created_at, uuid }: Message, seen: ConversationView['seen']): boolean =>
  seen !== undefined &&
  (seen.created_at === created_at ? seen.message_uuid >= uuid : seen.created_at > created_at)

/** Whether it is known that a day begins with this message: not if the message before it is not held. */
export const startsDay = (messages: readonly Message[], index: number, hasOlder: boolean): boolean => {
  const [previous, message] = [messages[index - 1], messages[index]]
  if (!message) return false
  return previous ? !isSameDay(previous.created_at, message.created_at) : !hasOlder
}

/** One message at a time, because only the messages near the screen are rendered. */
export const toMessageItem = (
  { messages, firstUnread, outbox, hasOlder, hasNewer, seen }: ConversationView,
  ownUuid: string,
  message: Message,
  index: number,
): Item => {
  const previous = messages[index - 1]
  const isOwn = message.user_uuid === ownUuid
  const isFirstOfDay = startsDay(messages, index, hasOlder)
  const isNewest = index === messages.length - 1 && !hasNewer && outbox.length === 0
  return {
    message,
    isOwn,
    isFirst: !previous && !hasOlder,
    isFirstOfDay,
    isFirstNew: message.uuid === firstUnread,
    isFirstOfRun: isFirstOfDay || !previous || !isSameRun(previous, message),
    state: isOwn && isNewest ? (isSeen(message, seen) ? 'Seen' : 'Sent') : undefined,
  }
}
