import type { ChangeItem, Message, OutboxItem } from '../../../client/types.ts'
import { isNamed } from '../groups.ts'
import * as texts from '../texts.ts'
import { isSameDay } from '../time.ts'
import type { ConversationView } from './useConversationView.ts'

/** A message with the dividers above it and the state below it. */
export type Item = {
  message: Message
  isOwn: boolean
  isFirst: boolean
  /** The first one that the user sees is not the first one of the group. */
  hasJoined: boolean
  /** In a group, the first message of a run shows who has sent it. */
  hasAuthor: boolean
  isFirstOfDay: boolean
  isFirstNew: boolean
  /** The first and the last of several messages that the same person sent in a row. */
  isFirstOfRun: boolean
  isLastOfRun: boolean
  state: string | undefined
  /** A change that the server has refused, or else one of the text that it has not confirmed. */
  change: ChangeItem | undefined
}

const maxRunGapMs = 5 * 60_000

type Written = Pick<Message, 'user_uuid' | 'created_at' | 'event'>

const isSameRun = (previous: Written | undefined, next: Written | undefined): boolean =>
  previous !== undefined &&
  next !== undefined &&
  !previous.event &&
  !next.event &&
  previous.user_uuid === next.user_uuid &&
  Date.parse(next.created_at) - Date.parse(previous.created_at) < maxRunGapMs &&
  isSameDay(previous.created_at, next.created_at)

const writtenBy =
  (user_uuid: string) =>
  ({ createdAt: created_at }: OutboxItem): Written => ({ user_uuid, created_at })

/** The unsent messages with their places in days and runs, which may begin with sent ones. */
export const outboxRuns = (
  { messages, outbox }: Pick<ConversationView, 'messages' | 'outbox'>,
  ownUuid: string,
) => {
  const written = outbox.map(writtenBy(ownUuid))
  return outbox.map((item, index) => {
    const previous = written[index - 1] ?? messages.at(-1)
    return {
      item,
      isFirstOfDay: previous !== undefined && !isSameDay(previous.created_at, item.createdAt),
      isFirstOfRun: !isSameRun(previous, written[index]),
      isLastOfRun: !isSameRun(written[index], written[index + 1]),
    }
  })
}

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

const changeOf = (changes: readonly ChangeItem[], message: Message): ChangeItem | undefined => {
  const own = changes.filter(({ messageUuid }) => messageUuid === message.uuid)
  return own.find(({ state }) => state === 'failed') ?? own.findLast(({ kind }) => kind !== 'reaction')
}

/** One message at a time, because only the messages near the screen are rendered. */
export const toMessageItem = (
  { group, messages, changes, firstUnread, outbox, hasOlder, hasNewer, seen }: ConversationView,
  ownUuid: string,
  message: Message,
  index: number,
): Item => {
  const [previous, next] = [messages[index - 1], messages[index + 1]]
  const isOwn = message.user_uuid === ownUuid
  const isFirstOfRun = message.uuid === firstUnread || !isSameRun(previous, message)
  const isNewest = index === messages.length - 1 && !hasNewer && outbox.length === 0
  return {
    message,
    isOwn,
    isFirst: !previous && !hasOlder,
    isFirstOfDay: startsDay(messages, index, hasOlder),
    isFirstNew: message.uuid === firstUnread,
    isFirstOfRun,
    hasJoined: isNamed(group) && message.event?.type !== 'created',
    hasAuthor: isNamed(group) && !isOwn && isFirstOfRun,
    isLastOfRun: next
      ? next.uuid === firstUnread || !isSameRun(message, next)
      : !isSameRun(message, outbox.slice(0, 1).map(writtenBy(ownUuid))[0]),
    state:
      isOwn && isNewest && !message.deleted_at && !message.event
        ? isSeen(message, seen)
          ? texts.seen
          : texts.sent
        : undefined,
    change: changeOf(changes, message),
  }
}
