import { isEqual } from './isEqual.ts'
import { isResolved, type KnownMessages } from './mergeMessages.ts'
import type { OutboxEntry } from './storedData.ts'
import type { Message, Quote } from './types.ts'

/* The messages of a conversation as people see them: with the user's changes and with quotes of the messages as they are now. */

type Reactions = NonNullable<Message['reactions']>

const previewLength = 200

/** By code points: String.slice could cut an emoji in half. */
export const previewOf = ({ message }: Message): string => [...message].slice(0, previewLength).join('')

const byText = (left: string, right: string): number => (left < right ? -1 : 1)

/** In the order in which the server returns them. */
const withReaction = (reactions: Reactions, userUuid: string, emoji: string | undefined): Reactions => {
  const byEmoji = new Map(
    reactions.map((one) => [one.emoji, one.user_uuids.filter((uuid) => uuid !== userUuid)]),
  )
  if (emoji !== undefined) byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), userUuid].sort(byText))
  return [...byEmoji]
    .filter(([, user_uuids]) => user_uuids.length > 0)
    .map(([emoji, user_uuids]) => ({ emoji, user_uuids }))
    .sort((left, right) => byText(left.emoji, right.emoji))
}

const withChange = (message: Message, change: OutboxEntry, ownUuid: string): Message => {
  const { edited_at: _, deleted_at: __, reply_to: ___, attachments: ____, reactions = [], ...rest } = message
  switch (change.kind) {
    case 'edit':
      return { ...message, message: change.text, edited_at: change.createdAt }
    case 'deletion':
      return { ...rest, message: '', deleted_at: change.createdAt }
    default: {
      const { reactions: _____, ...others } = message
      const changed = withReaction(reactions, ownUuid, change.emoji)
      return changed.length > 0 ? { ...others, reactions: changed } : others
    }
  }
}

/** How many pictures a message has, as its row and its quotes say it: not at all if it has none. */
export const attachmentCountOf = ({ attachments }: Message) => ({
  ...(attachments && { attachment_count: attachments.length }),
})

const quoteOf = (message: Message): Quote => {
  const { uuid, user_uuid, handle, display_name, deleted_at } = message
  const quote = {
    uuid,
    user_uuid,
    handle,
    display_name,
    message: previewOf(message),
    ...attachmentCountOf(message),
  }
  return deleted_at === undefined ? quote : { ...quote, deleted_at }
}

type Held = { messages: readonly Message[]; known: KnownMessages }

type Shown = {
  messages: readonly Message[]
  /** What a quote of this message shows: only its uuid if it is not known. */
  quote: (uuid: string) => Quote
}

const showMessages = (
  { messages, known }: Held,
  entries: readonly OutboxEntry[],
  ownUuid: string | undefined,
): Shown => {
  const pending = entries.filter(({ failure, kind }) => kind !== undefined && failure === undefined)
  const changed = messages.map((message) =>
    message.deleted_at !== undefined || ownUuid === undefined
      ? message
      : pending
          .filter(({ messageUuid }) => messageUuid === message.uuid)
          .reduce((changed, change) => withChange(changed, change, ownUuid), message),
  )
  const byUuid = new Map(changed.map((message) => [message.uuid, message]))

  const quote = (uuid: string): Quote => {
    const message = byUuid.get(uuid) ?? known.get(uuid)
    if (message === null) return { uuid, is_available: false }
    return message ? quoteOf(message) : { uuid }
  }
  const withQuote = (message: Message): Message => {
    if (!message.reply_to) return message
    const current = quote(message.reply_to.uuid)
    const isSame = !isResolved(current) || isEqual(current, message.reply_to)
    return isSame ? message : { ...message, reply_to: current }
  }
  return { messages: changed.map(withQuote), quote }
}

/** Returns a memoized function: it computes the messages again only if its arguments have changed. */
export const createShownMessages = () => {
  let shown: Shown | undefined
  let shownFrom: unknown[] = []
  return (
    held: Held,
    { entries }: { entries: readonly OutboxEntry[] },
    ownUuid: string | undefined,
  ): Shown => {
    const from = [held.messages, held.known, entries, ownUuid]
    if (!shown || from.some((part, index) => part !== shownFrom[index]))
      shown = showMessages(held, entries, ownUuid)
    shownFrom = from
    return shown
  }
}
