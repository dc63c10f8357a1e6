import type { ConversationState, Message } from '../client/types.ts'
import type { Streams } from './command.ts'
import { localDay, localHour, onOneLine, styled } from './terminalText.ts'

const reasons: Record<string, string> = {
  account_suspended: 'your account is suspended',
  recipient_blocked: 'you have blocked this person',
  recipient_unavailable: "you can't write to this person",
}

/** Turns the states of a conversation into lines for a terminal: each message, failure and read receipt once. */
export const createChatLog = (userUuid: string, screen: Streams['stdout']) => {
  const printed = new Set<string>()
  let day = ''
  let seen = ''

  const linesOf = ({ uuid, created_at, handle, message }: Message): string[] => {
    printed.add(uuid)
    const time = styled('dim', localHour(created_at), screen)
    const line = `${time}  ${styled('bold', handle, screen)}  ${onOneLine(message)}`
    if (localDay(created_at) === day) return [line]
    day = localDay(created_at)
    return [styled('dim', day, screen), line]
  }

  const failureLines = ({ outbox }: ConversationState): string[] =>
    outbox
      .filter(({ uuid, state }) => state === 'failed' && !printed.has(uuid))
      .map(({ uuid, text, code }) => {
        printed.add(uuid)
        return styled('red', `Not sent (${reasons[code ?? ''] ?? code}): ${onOneLine(text)}`, screen)
      })

  /** What an answer does, once. */
  const requestLines = ({ group }: ConversationState): string[] => {
    if (group?.state !== 'request' || printed.has(group.uuid)) return []
    printed.add(group.uuid)
    return [styled('dim', 'This is a message request. Your answer accepts it.', screen)]
  }

  /** "Seen", when the other person has read the user's last message, if that is the newest one. */
  const receiptLines = ({ messages, seen: seenUpTo }: ConversationState): string[] => {
    const newest = messages.at(-1)
    if (!newest || newest.user_uuid !== userUuid || newest.uuid === seen) return []
    if (seenUpTo?.message_uuid !== newest.uuid) return []
    seen = newest.uuid
    return [styled('dim', 'Seen', screen)]
  }

  return {
    /** The lines for what is new. Nothing until the history is loaded, so that it comes first. */
    next: (state: ConversationState): string[] => [
      ...(state.isLoaded ? state.messages : []).filter(({ uuid }) => !printed.has(uuid)).flatMap(linesOf),
      ...(state.isLoaded ? requestLines(state) : []),
      ...failureLines(state),
      ...receiptLines(state),
    ],
  }
}
