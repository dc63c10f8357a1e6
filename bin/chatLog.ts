import type { ConversationState, Message } from '../client/types.ts'
import type { Streams } from './command.ts'
import { localDay, localHour, onOneLine, styled } from './terminalText.ts'

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
        return styled('red', `Not sent (${code}): ${onOneLine(text)}`, screen)
      })

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
      ...failureLines(state),
      ...receiptLines(state),
    ],
  }
}
