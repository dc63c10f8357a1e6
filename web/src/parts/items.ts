import { type Conversation, lastOwn } from '../state/conversation.ts'
import { isSameDay } from '../time.ts'
import type { Message } from '../types.ts'
import type { Item } from './MessageItem.tsx'

const runWithinMs = 5 * 60_000

const isSameRun = (one: Message, next: Message): boolean =>
  one.user_uuid === next.user_uuid && Date.parse(next.created_at) - Date.parse(one.created_at) < runWithinMs

/** The messages of a conversation, each with what stands above and below it. */
export const itemsOf = (conversation: Conversation, userUuid: string): Item[] => {
  const { messages, newFrom, unsent, older } = conversation
  const last = lastOwn(conversation, userUuid)
  return messages.map((message, index) => {
    const before = messages[index - 1]
    const startsDay = !before || !isSameDay(before.created_at, message.created_at)
    const isLast = last?.uuid === message.uuid && index === messages.length - 1 && unsent.length === 0
    return {
      message,
      isOwn: message.user_uuid === userUuid,
      startsAll: !before && !older,
      startsDay,
      startsNew: message.uuid === newFrom,
      startsRun: startsDay || !isSameRun(before, message),
      state: isLast ? (last.isSeen ? 'Seen' : 'Sent') : undefined,
    }
  })
}
