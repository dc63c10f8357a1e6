import type { ChangeItem, ConversationState, Message, Quote } from '../client/types.ts'
import type { Streams } from './command.ts'
import { photoLine, withPhotos } from './photoText.ts'
import { localDay, localHour, onOneLine, styled } from './terminalText.ts'

const reasons: Record<string, string> = {
  account_suspended: 'your account is suspended',
  recipient_blocked: 'you have blocked this person',
  recipient_unavailable: "you can't write to this person",
  message_too_old: 'a message can be edited within 24 hours',
}

const failures: Record<ChangeItem['kind'], string> = {
  edit: 'Not edited',
  deletion: 'Not deleted',
  reaction: 'Reaction not sent',
}

const deleted = 'message deleted'
const indent = ' '.repeat('12:00  '.length)

/** Turns the states of a conversation into lines for a terminal: each message, change, failure and read receipt once. */
export const createChatLog = (userUuid: string, screen: Streams['stdout']) => {
  /** What was printed by its id: a message as it was then, or undefined for a failure or a request. */
  const printed = new Map<string, Pick<Message, 'message' | 'deleted_at' | 'reactions'> | undefined>()
  let day = ''
  let seen = ''

  const dim = (text: string) => styled('dim', text, screen)
  const nameOf = (handle = 'somebody') => styled('bold', handle, screen)

  /** The text, and each picture on a line of its own. */
  const contentOf = ({ message, deleted_at, edited_at, attachments = [] }: Message): string[] => {
    if (deleted_at) return [dim(deleted)]
    const text = `${onOneLine(message)}${edited_at ? dim(' (edited)') : ''}`
    const photos = attachments.map((attachment) => dim(photoLine(attachment)))
    return text === '' && photos.length > 0 ? photos : [text, ...photos]
  }

  const quoteLines = (quote: Quote | undefined): string[] => {
    if (!quote) return []
    const text = withPhotos(onOneLine(quote.message ?? ''), quote.attachment_count) || deleted
    return [dim(`${indent}in reply to ${quote.handle ?? 'a message'}: ${text}`)]
  }

  const reactionLines = ({ reactions }: Message): string[] =>
    reactions
      ? [
          dim(
            `${indent}${reactions.map(({ emoji, user_uuids }) => `${emoji} ${user_uuids.length}`).join('  ')}`,
          ),
        ]
      : []

  const linesOf = (message: Message): string[] => {
    const before = printed.get(message.uuid)
    const isNew = !before
    const { created_at, handle, reply_to, reactions } = message
    const isTextNew = isNew || before.message !== message.message || before.deleted_at !== message.deleted_at
    const areReactionsNew = JSON.stringify(before?.reactions) !== JSON.stringify(reactions)
    printed.set(message.uuid, message)
    if (!isTextNew && !areReactionsNew) return []
    const dayLines = localDay(created_at) === day || !isNew ? [] : [dim(localDay(created_at))]
    if (isNew) day = localDay(created_at)
    const [first = '', ...others] = contentOf(message)
    return [
      ...dayLines,
      `${dim(localHour(created_at))}  ${nameOf(handle)}  ${first}`,
      ...others.map((line) => `${indent}${line}`),
      ...(isNew ? quoteLines(reply_to) : []),
      ...reactionLines(message),
    ]
  }

  const failureLine = (id: string, what: string, code: string | undefined, text = ''): string[] => {
    if (printed.has(id)) return []
    printed.set(id, undefined)
    const line = `${what} (${reasons[code ?? ''] ?? code})${text && `: ${onOneLine(text)}`}`
    return [styled('red', line, screen)]
  }

  const failureLines = ({ outbox, changes }: ConversationState): string[] => [
    ...outbox
      .filter(({ state }) => state === 'failed')
      .flatMap(({ uuid, text, code }) => failureLine(uuid, 'Not sent', code, text)),
    ...changes
      .filter(({ state }) => state === 'failed')
      .flatMap(({ id, kind, text, code }) => failureLine(id, failures[kind], code, text)),
  ]

  /** What an answer does, once. */
  const requestLines = ({ group }: ConversationState): string[] => {
    if (group?.state !== 'request' || printed.has(group.uuid)) return []
    printed.set(group.uuid, undefined)
    return [dim('This is a message request. Your answer accepts it.')]
  }

  /** "Seen", when the other person has read the user's last message, if that is the newest one. */
  const receiptLines = ({ messages, seen: seenUpTo }: ConversationState): string[] => {
    const newest = messages.at(-1)
    if (!newest || newest.user_uuid !== userUuid || newest.uuid === seen) return []
    if (seenUpTo?.message_uuid !== newest.uuid) return []
    seen = newest.uuid
    return [dim('Seen')]
  }

  return {
    /** The lines for what is new. Nothing until the history is loaded, so that it comes first. */
    next: (state: ConversationState): string[] => [
      ...(state.isLoaded ? state.messages.flatMap(linesOf) : []),
      ...(state.isLoaded ? requestLines(state) : []),
      ...failureLines(state),
      ...receiptLines(state),
    ],
  }
}
