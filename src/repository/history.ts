import { VisibleError } from '../domain/error.ts'
import type { Message } from '../domain/message.ts'
import type { MessageCursor } from '../domain/paging.ts'
import { type Place, reachMs, timeOf } from '../domain/place.ts'
import { findPlace } from './findMessage.ts'
import { type Direction, listMessages, type Page } from './messages.ts'

type Link = { relation: 'before' | 'after'; place: Place; rel: 'next' | 'prev' }
export type History = { messages: Message[]; links: Link[] }

const linkToOlder = ({ next }: Page, rel: Link['rel']): Link[] =>
  next === undefined ? [] : [{ relation: 'before', place: next, rel }]

const linkToNewer = ({ next }: Pick<Page, 'next'>, rel: Link['rel']): Link[] =>
  next === undefined ? [] : [{ relation: 'after', place: next, rel }]

// A slower writer can store a message behind one that a client has already read: `since` reads that stretch again.
const rewind = (place: Place): Place => new Date(Date.parse(timeOf(place)) - reachMs).toISOString()

/** Reads a page of a conversation, oldest to newest, with links to its neighbours in the requested direction. */
export const readHistory = async (
  groupUuid: string,
  cursor: MessageCursor | undefined,
  limit: number,
): Promise<History> => {
  const list = (
    direction: Direction,
    range: { from?: Place; including?: boolean; consistent?: boolean },
    pageLimit = limit,
  ) => listMessages(groupUuid, { direction, limit: pageLimit, ...range })

  if (!cursor) {
    const page = await list('older', {})
    return { messages: page.messages, links: linkToOlder(page, 'next') }
  }
  const from = 'place' in cursor ? cursor.place : await findPlace(groupUuid, cursor.uuid)
  if (from === undefined) throw new VisibleError('cursor_invalid')

  switch (cursor.relation) {
    case 'before': {
      const page = await list('older', { from })
      return { messages: page.messages, links: linkToOlder(page, 'next') }
    }
    // `after` and `since` are consistent reads: a client that catches up must not miss a message.
    case 'after': {
      const page = await list('newer', { from, consistent: true })
      return { messages: page.messages, links: linkToNewer(page, 'next') }
    }
    case 'since': {
      const page = await list('newer', { from: rewind(from), consistent: true })
      return { messages: page.messages, links: linkToNewer(page, 'next') }
    }
    case 'around': {
      const [olderPage, newerPage] = await Promise.all([
        list('older', { from, including: true }, Math.ceil(limit / 2)),
        list('newer', { from }),
      ])
      const room = limit - olderPage.messages.length
      const messages = [...olderPage.messages, ...newerPage.messages.slice(0, room)]
      const next = newerPage.messages.length > room ? (messages.at(-1)?.place ?? from) : newerPage.next
      return { messages, links: [...linkToOlder(olderPage, 'prev'), ...linkToNewer({ next }, 'next')] }
    }
  }
}
