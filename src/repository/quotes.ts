import { VisibleError } from '../domain/error.ts'
import type { Message } from '../domain/message.ts'
import type { Place } from '../domain/place.ts'
import type { Quotes } from '../domain/views.ts'
import { findMessage } from './findMessage.ts'
import { messageKey } from './keys.ts'
import { messageOf } from './messages.ts'
import { getItems } from './reads.ts'

/* The messages that others answer. They are read with every page, so that nothing that was deleted remains in a quote. */

const maxPerPage = 20

/** The message that a new one answers, for a member of the conversation. */
export const requireQuoted = async (groupUuid: string, uuid: string): Promise<Message> => {
  const message = await findMessage(groupUuid, uuid.toLowerCase())
  if (!message) throw new VisibleError('reply_to_invalid')
  return message
}

/** Messages by their places. */
export const getMessages = async (groupUuid: string, places: Place[], consistent: boolean) => {
  const keys = places.map((place) => messageKey(groupUuid, place))
  const items = await getItems(keys, { consistent })
  return items.map((item) => messageOf(groupUuid, item))
}

type Options = { groupUuid: string; consistent: boolean }

/**
 * The messages that those of a page answer. Those on the page itself cost nothing; of the others, the ones that the newest
 * answers quote are read, at most 20.
 */
export const readQuotes = async (
  messages: Message[],
  { groupUuid, consistent }: Options,
): Promise<Quotes> => {
  const onPage = new Map<Place, Message | undefined>(messages.map((message) => [message.place, message]))
  const quoted = messages.toReversed().flatMap(({ replyTo }) => (replyTo ? [replyTo.place] : []))
  const others = [...new Set(quoted)].filter((place) => !onPage.has(place)).slice(0, maxPerPage)
  const found = await getMessages(groupUuid, others, consistent)
  // Messages never disappear, so an eventually consistent read lacks one only if it has just been stored.
  if (found.length < others.length && !consistent)
    return readQuotes(messages, { groupUuid, consistent: true })
  const missing = others.map((place) => [place, undefined] as const)
  return new Map([...onPage, ...missing, ...found.map((message) => [message.place, message] as const)])
}
