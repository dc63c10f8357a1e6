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

export const toMessageItems = (state: ConversationView, ownUuid: string): Item[] => {
  const { messages, firstUnread, outbox, hasOlder, seen } = state
  return messages.map((message, index) => {
    const previous = messages[index - 1]
    const isOwn = message.user_uuid === ownUuid
    const isFirstOfDay = !previous || !isSameDay(previous.created_at, message.created_at)
    const isNewest = index === messages.length - 1 && outbox.length === 0
    return {
      message,
      isOwn,
      isFirst: !previous && !hasOlder,
      isFirstOfDay,
      isFirstNew: message.uuid === firstUnread,
      isFirstOfRun: isFirstOfDay || !isSameRun(previous, message),
      state: isOwn && isNewest ? (isSeen(message, seen) ? 'Seen' : 'Sent') : undefined,
    }
  })
}
