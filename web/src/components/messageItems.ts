import { type Conversation, lastOwn } from '../state/conversation.ts'
import { isSameDay } from '../time.ts'
import type { Message } from '../types.ts'
import type { Item } from './MessageItem.tsx'

const maxRunGapMs = 5 * 60_000

const isSameRun = (previous: Message, next: Message): boolean =>
  previous.user_uuid === next.user_uuid &&
  Date.parse(next.created_at) - Date.parse(previous.created_at) < maxRunGapMs

/** The messages of a conversation, each with the dividers above it and the state below it. */
export const toMessageItems = (conversation: Conversation, userUuid: string): Item[] => {
  const { messages, newFrom, unsent, older } = conversation
  const last = lastOwn(conversation, userUuid)
  return messages.map((message, index) => {
    const previous = messages[index - 1]
    const isFirstOfDay = !previous || !isSameDay(previous.created_at, message.created_at)
    const isLast = last?.uuid === message.uuid && index === messages.length - 1 && unsent.length === 0
    return {
      message,
      isOwn: message.user_uuid === userUuid,
      isFirst: !previous && !older,
      isFirstOfDay,
      isFirstNew: message.uuid === newFrom,
      isFirstOfRun: isFirstOfDay || !isSameRun(previous, message),
      state: isLast ? (last.isSeen ? 'Seen' : 'Sent') : undefined,
    }
  })
}
