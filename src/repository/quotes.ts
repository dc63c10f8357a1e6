import { VisibleError } from '../domain/error.ts'
import { isReadable, type Readable } from '../domain/group.ts'
import type { Message } from '../domain/message.ts'
import type { Place } from '../domain/place.ts'
import type { Quotes } from '../domain/views.ts'
import { findMessage } from './findMessage.ts'
import { getMessages } from './messages.ts'

/*
 * Quoted messages: those to which others reply. They are read with every page, so that no quote contains a text that was
 * deleted.
 */

const maxPerPage = 20

/** The message to which a new one replies, for a member of the conversation. */
export const requireQuoted = async (readable: Readable, uuid: string): Promise<Message> => {
  const message = await findMessage(readable, uuid.toLowerCase())
  if (!message) throw new VisibleError('reply_to_invalid')
  return message
}

/**
 * The messages that a page quotes. Those on the page itself cost nothing. Of the others, at most 20 are read, those that the
 * newest messages quote.
 */
export const readQuotes = async (
  messages: Message[],
  { readable, consistent }: { readable: Readable; consistent: boolean },
): Promise<Quotes> => {
  const onPage = new Map<Place, Message | undefined>(messages.map((message) => [message.place, message]))
  const quoted = messages.toReversed().flatMap(({ replyTo }) => (replyTo ? [replyTo.place] : []))
  const others = [...new Set(quoted)].filter((place) => !onPage.has(place)).slice(0, maxPerPage)
  const found = await getMessages(readable, others, { consistent })
  // Messages never disappear, so an eventually consistent read lacks one only if it has just been stored.
  const isBehind = found.length < others.filter((place) => isReadable(readable, place)).length
  if (isBehind && !consistent) return readQuotes(messages, { readable, consistent: true })
  const missing = others.map((place) => [place, undefined] as const)
  return new Map([...onPage, ...missing, ...found.map((message) => [message.place, message] as const)])
}
