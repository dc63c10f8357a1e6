import { conversationOf } from '../../test/steps/conversation.ts'
import { putManyItems } from '../../test/steps/table.ts'
import { minutesInMs } from '../clock.ts'
import type { Person } from '../people.ts'

export const conversations = '[aria-label="Conversations"] a'
export const firstRow = { selector: conversations }

export type Chat = { group: string; other: Person; messageUuids: string[] }

type ChatOptions = { count: number; minutesAgo: number; isUnread?: boolean }

/** Writes a conversation: two messages a minute, the last one some minutes ago. By default `me` has read all of them. */
export const writeChat = async (me: Person, other: Person, options: ChatOptions): Promise<Chat> => {
  const { count, minutesAgo, isUnread = false } = options
  const end = Date.now() - minutesInMs(minutesAgo)
  const said = Array.from({ length: count }, (_, index) => ({
    at: new Date(end - minutesInMs((count - index) / 2)).toISOString(),
    text: `${other.handle} number ${index + 1}; ${'so '.repeat((index * 7) % 40)}`.trim(),
    by: index % 3 === 0 && !isUnread ? me : other,
  }))
  const [reader, nonReader] = isUnread ? [other, me] : [me, other]
  const { groupUuid: group, messages, items } = conversationOf(reader, nonReader, said)
  await putManyItems(items)
  return { group, other, messageUuids: messages.map(({ uuid }) => uuid) }
}
