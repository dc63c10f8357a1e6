import { VisibleError } from '../domain/error.ts'
import type { Message } from '../domain/message.ts'
import type { MessageCursor } from '../domain/paging.ts'
import { findPlace } from './findMessage.ts'
import { type Direction, listMessages, type Page, reachingBackFrom } from './messages.ts'

type Link = { relation: 'before' | 'after'; place: string; rel: 'next' | 'prev' }
export type History = { messages: Message[]; links: Link[] }

const older = ({ next }: Page, rel: Link['rel']): Link[] =>
  next === undefined ? [] : [{ relation: 'before', place: next, rel }]

const newer = ({ next }: Pick<Page, 'next'>, rel: Link['rel']): Link[] =>
  next === undefined ? [] : [{ relation: 'after', place: next, rel }]

/** A page of a conversation, oldest to newest, with the links to what lies on in the direction asked. */
export const readHistory = async (
  groupUuid: string,
  beside: MessageCursor | undefined,
  limit: number,
): Promise<History> => {
  const list = (
    direction: Direction,
    range: { from?: string; including?: boolean; consistent?: boolean },
    most = limit,
  ) => listMessages(groupUuid, { direction, limit: most, ...range })

  if (!beside) {
    const page = await list('older', {})
    return { messages: page.messages, links: older(page, 'next') }
  }
  const from = 'place' in beside ? beside.place : await findPlace(groupUuid, beside.uuid)
  if (from === undefined) throw new VisibleError('cursor_invalid')

  switch (beside.relation) {
    case 'before': {
      const page = await list('older', { from })
      return { messages: page.messages, links: older(page, 'next') }
    }
    // Both are consistent, because a client that catches up must miss nothing.
    case 'after': {
      const page = await list('newer', { from, consistent: true })
      return { messages: page.messages, links: newer(page, 'next') }
    }
    case 'since': {
      const page = await list('newer', { from: reachingBackFrom(from), consistent: true })
      return { messages: page.messages, links: newer(page, 'next') }
    }
    case 'around': {
      const [past, rest] = await Promise.all([
        list('older', { from, including: true }, Math.ceil(limit / 2)),
        list('newer', { from }),
      ])
      const room = limit - past.messages.length
      const messages = [...past.messages, ...rest.messages.slice(0, room)]
      const next = rest.messages.length > room ? (messages.at(-1)?.place ?? from) : rest.next
      return { messages, links: [...older(past, 'prev'), ...newer({ next }, 'next')] }
    }
  }
}
